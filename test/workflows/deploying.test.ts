import { statusQuery } from '../../workflows/messages.ts';
import { deployJson } from '../fakes/deploy-json.ts';
import { worldServing } from '../fakes/world.ts';
import type { TrafficSplit } from '../../workflows/rollout/traffic-split.ts';
import { startHarness, type Harness, type Operator } from './harness.ts';

let harness: Harness;
beforeAll(async () => {
  harness = await startHarness();
});
afterAll(() => harness.close());

const ELSEWHERE: TrafficSplit = [{ version: 'v0', weight: 100 }];

/** A rollout whose canary takes minutes to run, while somebody makes something else of the traffic. */
async function changed(
  split: TrafficSplit,
  onDrift: string,
  operator?: Operator,
  { looks, seconds } = { looks: 30, seconds: 30 },
) {
  const world = worldServing('v1');
  world.running.add('v0');
  world.onTheWay = Array.from({ length: looks }, () => ({ kind: 'pending', reason: '1 of 3 tasks runs' }));
  const file = deployJson({ PercentageStep: 100, OnDrift: onDrift, DeploymentTimeout: 900 });
  const ended = await harness.run(world, file, async (handle, sleep) => {
    await sleep(seconds);
    world.split = split;
    await operator?.(handle, sleep);
  });
  return { ...ended, world, what: ended.status.events.map(({ what }) => what) };
}

it.each(['pause', 'restore', 'accept'])(
  'a route that is deleted while the canary is made is restored at once by onDrift %s',
  async (onDrift) => {
    const { outcome, effects, what } = await changed([], onDrift);
    expect(outcome).toBe('promoted');
    expect(effects.slice(0, 3)).toEqual(['create v2', 'write v1 100', 'write v1 0, v2 100']);
    expect(what).toContain(
      'no version gets traffic any more: somebody removed the route or its weights; wanted is v1 100 %; it is restored',
    );
  },
);

it('and rolls the rollout back where the plan says so, once it is known what became of the canary', async () => {
  const { outcome, reason, effects } = await changed([], 'rollBack');
  expect(outcome).toBe('RolledBack');
  expect(reason).toMatch(/^no version gets traffic any more/);
  expect(effects).toEqual(['create v2', 'write v1 100', 'remove v2']);
});

it('weights that are changed while the canary is made keep it from its first weight until somebody resumes', async () => {
  let seen: unknown;
  const { outcome, effects } = await changed(ELSEWHERE, 'pause', async (handle, sleep) => {
    await sleep(1200);
    const { phase, paused, waitsFor } = await handle.query(statusQuery);
    seen = { phase, paused, waitsFor: waitsFor?.what };
    await handle.signal('resume', { by: 'ann' });
  });
  expect(seen).toEqual({
    phase: 'deploying',
    paused: true,
    waitsFor: 'a person (resume, promote or abort): somebody changed the weights',
  });
  expect(effects.slice(0, 2)).toEqual(['create v2', 'write v1 0, v2 100']);
  expect(outcome).toBe('promoted');
});

it('weights that are changed in the last minute before its first weight keep it from that, too', async () => {
  let seen: unknown;
  const { outcome, effects } = await changed(
    ELSEWHERE,
    'pause',
    async (handle, sleep) => {
      await sleep(600);
      const { phase, waitsFor } = await handle.query(statusQuery);
      seen = { phase, waitsFor: waitsFor?.what };
      await handle.signal('resume', { by: 'ann' });
    },
    { looks: 8, seconds: 5 },
  );
  expect(seen).toEqual({
    phase: 'deploying',
    waitsFor: 'a person (resume, promote or abort): somebody changed the weights',
  });
  expect(effects.slice(0, 2)).toEqual(['create v2', 'write v1 0, v2 100']);
  expect(outcome).toBe('promoted');
});

it('a pause that a person asks for while the canary is made keeps it at its first weight', async () => {
  let seen: unknown;
  const { outcome } = await changed([{ version: 'v1', weight: 100 }], 'pause', async (handle, sleep) => {
    await handle.signal('pause', { by: 'ann' });
    await sleep(1200);
    const { phase, paused, readBack } = await handle.query(statusQuery);
    seen = { phase, paused, readBack };
    await handle.signal('resume', { by: 'ann' });
  });
  expect(seen).toEqual({
    phase: 'baking',
    paused: true,
    readBack: [
      { version: 'v1', weight: 0 },
      { version: 'v2', weight: 100 },
    ],
  });
  expect(outcome).toBe('promoted');
});

it('and roll it back where nobody answers', async () => {
  const { outcome, reason, effects } = await changed(ELSEWHERE, 'pause');
  expect(outcome).toBe('RolledBack');
  expect(reason).toMatch(/^nobody answered within \d+ s: somebody changed the weights$/);
  expect(effects).toEqual(['create v2', 'write v1 100', 'remove v2']);
});
