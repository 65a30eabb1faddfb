import { MockActivityEnvironment } from '@temporalio/testing';
import { createPace, createPaces, paced, type Rate } from '../../activities/pace.ts';
import { GOING_BACK } from '../../workflows/rollout/urgency.ts';

/** A pace whose second passes by hand, and calls that end by hand, each named when it begins. */
function startPace(perSecond: number, rate = (): Rate => ({ perSecond, atOnce: perSecond })) {
  const seconds: (() => void)[] = [];
  const began: string[] = [];
  const ends = new Map<string, (error?: Error) => void>();
  const pace = createPace(rate, () => new Promise<void>((resolve) => seconds.push(resolve)));
  return {
    began,
    call: (name: string) =>
      pace(() => {
        began.push(name);
        return new Promise<string>((resolve, reject) =>
          ends.set(name, (error) => (error ? reject(error) : resolve(name))),
        );
      }),
    end: async (name: string, error?: Error) => {
      ends.get(name)?.(error);
      await settled();
    },
    secondPasses: async () => {
      seconds.shift()?.();
      await settled();
    },
  };
}

/** Whatever can happen now has happened. */
const settled = () => new Promise((resolve) => setImmediate(resolve));

it('lets so many calls through at once, and the next one a second after one of them has ended', async () => {
  const { began, call, end, secondPasses } = startPace(2);
  const calls = ['a', 'b', 'c'].map((name) => call(name));
  await settled();
  expect(began).toEqual(['a', 'b']);
  await end('b');
  expect(began).toEqual(['a', 'b']);
  await secondPasses();
  expect(began).toEqual(['a', 'b', 'c']);
  expect(await calls[1]).toBe('b');
});

it('saves up nothing while nobody calls', async () => {
  const { began, call, end, secondPasses } = startPace(1);
  for (const name of ['a', 'b']) {
    void call(name);
    await settled();
    await end(name);
    await secondPasses();
  }
  const calls = ['c', 'd'].map((name) => call(name));
  await settled();
  expect([calls.length, began]).toEqual([2, ['a', 'b', 'c']]);
});

it('counts a call that fails as well', async () => {
  const { began, call, end, secondPasses } = startPace(1);
  const failing = expect(call('a')).rejects.toThrow('Throttling');
  void call('b');
  await settled();
  await end('a', new Error('Throttling'));
  await failing;
  expect(began).toEqual(['a']);
  await secondPasses();
  expect(began).toEqual(['a', 'b']);
});

it('puts a call off whose turn is far away, and keeps no turn for it', async () => {
  const { call } = startPace(2);
  for (let i = 0; i < 8; i++) void call(`${i}`);
  const putOff = {
    type: 'Paced',
    message: "AWS is asked for 2 such things a second: this one's turn comes in 4 s",
    nextRetryDelay: 3500,
  };
  await expect(call('late')).rejects.toMatchObject(putOff);
  await expect(call('later')).rejects.toMatchObject(putOff);
});

it('puts none of the calls off that one activity makes side by side, however small its share is', async () => {
  const { began, call, end, secondPasses } = startPace(0.2);
  const names = ['a', 'b', 'c', 'd', 'e', 'f'];
  const calls = names.map((name) => call(name));
  for (const name of names) {
    await settled();
    await end(name);
    await secondPasses();
  }
  expect(await Promise.all(calls)).toEqual(names);
  expect(began).toEqual(names);
});

it('takes its share anew as it changes, and has one place at the least', async () => {
  let workers = 1;
  const { began, call, end, secondPasses } = startPace(2, () => ({
    perSecond: 2 / workers,
    atOnce: 2 / workers,
  }));
  for (const name of ['a', 'b', 'c']) void call(name);
  await settled();
  workers = 4;
  await end('a');
  await secondPasses();
  expect(began).toEqual(['a', 'b']);
  await end('b');
  await secondPasses();
  expect(began).toEqual(['a', 'b', 'c']);
});

it('has a call that gives traffic back wait for none of those on the way forward', async () => {
  const sent: string[] = [];
  const rates = (perSecond: number) => ({
    reads: { perSecond, atOnce: 1 },
    writes: { perSecond, atOnce: 1 },
  });
  const client = clientOf(sent);
  paced(client, createPaces({ forward: () => rates(1), back: rates(1) }));
  void client.send('ModifyRule', 'forward');
  void client.send('ModifyRule', 'waits');
  await goingBack(() => client.send('ModifyRule', 'back'));
  expect(sent).toEqual(['forward', 'back']);
});

it('has clients that share a pace share its places', async () => {
  const sent: string[] = [];
  const once = { perSecond: 1, atOnce: 1 };
  const paces = createPaces({
    forward: () => ({ reads: once, writes: once }),
    back: { reads: once, writes: once },
  });
  const [one, other] = [clientOf(sent), clientOf(sent)];
  for (const client of [one, other]) paced(client, paces);
  void one.send('DescribeRules', 'one');
  void other.send('DescribeRules', 'waits');
  await settled();
  expect(sent).toEqual(['one']);
});

/** A client that answers at once. */
function clientOf(sent: string[]) {
  type Send = (name: string) => Promise<void>;
  let standing: (next: Send, context: { commandName: string }) => Send = (next) => next;
  return {
    middlewareStack: {
      add(middleware: never) {
        standing = middleware;
      },
    },
    send: (commandName: string, name: string) =>
      standing(async (each) => void sent.push(each), { commandName })(name),
  };
}

/** Within an activity that comes first. */
const goingBack = (act: () => Promise<void>): Promise<void> =>
  new MockActivityEnvironment({ priority: { priorityKey: GOING_BACK } }).run(act);
