import type { FastifyInstance } from 'fastify';
import type { FoundRollout } from '../../../client/rollouts/find.ts';
import { Trouble } from '../../../client/trouble.ts';
import type { Rollouts } from '../../../dashboard/server/rollouts.ts';
import { foundRollout, rolloutView } from '../../fakes/rollout-view.ts';
import { dashboardOf, rolloutsFrom } from '../dashboard-of.ts';

const STARTED = '2026-03-01T12:00:00.000Z';
const PATH = '/live/rollouts/shop/cart';

const { command, undo } = rolloutsFrom([]);
const NO_COMMANDS = { command, undo };

/** A server over one rollout, which can be changed; it counts how often the rollout is asked. */
class Stage {
  found: FoundRollout[] = [foundRollout(rolloutView(), STARTED)];
  asked = 0;
  trouble: Trouble | undefined;
  readonly rollouts: Rollouts = {
    list: (listing, limit, after) => rolloutsFrom(this.found).list(listing, limit, after),
    count: (listing) => rolloutsFrom(this.found).count(listing),
    ...NO_COMMANDS,
    view: (owner, runId) => {
      this.asked++;
      return this.trouble ? Promise.reject(this.trouble) : rolloutsFrom(this.found).view(owner, runId);
    },
  };
}

interface Heard {
  readonly event: string;
  readonly id?: string;
  readonly data: Record<string, unknown>;
}

let app: FastifyInstance;
let url: string;
let stage: Stage;
beforeEach(async () => {
  stage = new Stage();
  app = await dashboardOf(stage.rollouts);
  url = await app.listen({ host: '127.0.0.1', port: 0 });
});
afterEach(() => app.close());

/** Events of a stream, as they come; it is left when the test takes no more. */
async function* listen(path: string, lastEventId?: string): AsyncGenerator<Heard> {
  const leaving = new AbortController();
  const response = await fetch(url + path, {
    headers: {
      accept: 'text/event-stream',
      ...(lastEventId !== undefined && { 'last-event-id': lastEventId }),
    },
    signal: leaving.signal,
  });
  try {
    let text = '';
    const decoder = new TextDecoder();
    for await (const part of response.body as unknown as AsyncIterable<Uint8Array>) {
      text += decoder.decode(part, { stream: true });
      const events = text.split('\n\n');
      text = events.pop() ?? '';
      for (const event of events) {
        const lines = new Map(event.split('\n').map((line) => line.split(/: (.*)/s, 2) as [string, string]));
        const id = lines.get('id');
        yield {
          event: lines.get('event') ?? '',
          ...(id !== undefined && { id }),
          data: JSON.parse(lines.get('data') ?? '{}') as Record<string, unknown>,
        };
      }
    }
  } finally {
    leaving.abort();
  }
}

async function next(events: AsyncGenerator<Heard>, event: string): Promise<Heard> {
  for (;;) {
    const { value, done } = await events.next();
    if (done) throw new Error(`the stream ended before ${event}`);
    if (value.event === event) return value;
  }
}

it('tells everything at first, then what has changed', async () => {
  const events = listen(PATH);
  expect((await next(events, 'change')).data).toMatchObject({
    canary: 'v2',
    state: 'baking, step 2 of 3 at 25 %',
  });
  stage.found = [foundRollout(rolloutView({ paused: true }), STARTED)];
  const { data } = await next(events, 'change');
  expect(data).toMatchObject({ state: 'baking, step 2 of 3 at 25 %, paused' });
  expect(data).not.toHaveProperty('canary');
  await events.return(undefined);
});

it('asks once for a rollout however many follow it', async () => {
  const followers = Array.from({ length: 20 }, () => listen(PATH));
  await Promise.all(followers.map((events) => next(events, 'change')));
  expect(stage.asked).toBeLessThanOrEqual(2);
  await Promise.all(followers.map((events) => events.return(undefined)));
});

it('tells whoever comes back only what has changed since', async () => {
  const staying = listen(PATH);
  const first = listen(PATH);
  const { id } = await next(first, 'change');
  await next(staying, 'change');
  await first.return(undefined);
  stage.found = [foundRollout(rolloutView({ paused: true }), STARTED)];
  await next(staying, 'change');
  const again = listen(PATH, id);
  expect((await next(again, 'change')).data).not.toHaveProperty('canary');
  await Promise.all([again.return(undefined), staying.return(undefined)]);
});

it('says why it is not live, and when it is again', async () => {
  const events = listen(PATH);
  await next(events, 'change');
  stage.trouble = new Trouble('noWorker', 'no worker answers');
  expect((await next(events, 'trouble')).data).toEqual({ what: 'no worker answers' });
  stage.trouble = undefined;
  expect((await next(events, 'change')).data).toEqual({});
  await events.return(undefined);
});

it('answers once, with the same ids, to whoever cannot have a stream', async () => {
  const ask = async (since?: string) => {
    const headers: Record<string, string> = since === undefined ? {} : { 'last-event-id': since };
    return (await (await fetch(url + PATH, { headers })).json()) as { id?: string; fields?: object };
  };
  const { id, fields } = await ask();
  expect(fields).toMatchObject({ canary: 'v2' });
  expect(await ask(id)).not.toHaveProperty('fields');
  stage.found = [foundRollout(rolloutView({ paused: true }), STARTED)];
  expect((await ask(id)).fields).not.toHaveProperty('canary');
});

it('ends its streams when it stops', async () => {
  const events = listen(PATH);
  await next(events, 'change');
  await app.close();
  await expect(events.next()).rejects.toThrow();
});
