import { Trouble } from '../../../client/trouble.ts';
import { SilentQueues } from '../../../dashboard/server/silent-queues.ts';

const silence = () => Promise.reject(new Trouble('noWorker', 'no worker answers'));

function asking() {
  let [now, asked] = [0, 0];
  const queues = new SilentQueues(() => now);
  const count = (answer: () => Promise<string>) => () => {
    asked++;
    return answer();
  };
  return {
    ask: (answer: () => Promise<string>, queue = 'serin') => queues.unless(queue, count(answer)),
    pass: (millis: number) => (now += millis),
    asked: () => asked,
  };
}

it('asks nobody on a queue that was silent, and everybody on the others', async () => {
  const { ask, asked } = asking();
  expect(await ask(silence)).toBeUndefined();
  expect(await ask(() => Promise.resolve('baking'))).toBeUndefined();
  expect(asked()).toBe(1);
  expect(await ask(() => Promise.resolve('baking'), 'another')).toBe('baking');
});

it('asks one of a silent queue again after a while, and all once that has answered', async () => {
  const { ask, pass, asked } = asking();
  await ask(silence);
  pass(15_000);
  expect(await ask(() => Promise.resolve('baking'))).toBeUndefined();
  expect(asked()).toBe(2);
  expect(await ask(() => Promise.resolve('baking'))).toBe('baking');
});

it('takes what is no trouble of its rollout for the fault that it is', async () => {
  await expect(asking().ask(() => Promise.reject(new Error('a bug')))).rejects.toThrow('a bug');
});
