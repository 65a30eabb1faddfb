import { statusQuery } from '../../workflows/messages.ts';
import { inPlace, rolloutYaml } from '../fakes/rollout-yaml.ts';
import { worldAtHome, worldServing } from '../fakes/world.ts';
import { startHarness, type Harness, type Operator } from './harness.ts';
import { once } from './once.ts';

let harness: Harness;
beforeAll(async () => {
  harness = await startHarness();
});
afterAll(() => harness.close());

const HOUR = 3600;
const KEEPING = { keepOldSeconds: HOUR };

/** Does something ten minutes after the final bake has passed. */
const whileKept = (act: Operator): Operator =>
  once(
    ({ keptUntil }) => keptUntil !== undefined,
    async (handle, sleep) => {
      await sleep(600);
      await act(handle, sleep);
    },
  );

it('in place the service goes on running the old version, and the canary serves, until the time is over', async () => {
  const world = worldAtHome('v1');
  let seen: unknown;
  const ended = await harness.run(
    world,
    inPlace(KEEPING),
    whileKept(async (handle) => {
      const { phase, waitsFor } = await handle.query(statusQuery);
      seen = { runs: world.homeRuns, split: world.split, phase, waits: waitsFor?.what };
    }),
  );
  expect(seen).toEqual({
    runs: 'cart:v1',
    split: [
      { version: 'cart', weight: 0 },
      { version: 'v2', weight: 100 },
    ],
    phase: 'baking',
    waits: 'cart to have been kept for 3600 s',
  });
  expect([ended.outcome, ended.status.keptUntil]).toEqual(['promoted', undefined]);
  expect(world.homeRuns).toBe('cart:v2');
  expect(ended.seconds).toBeGreaterThan(HOUR);
});

it('with swap the old version stays in the split, without traffic, until the time is over', async () => {
  const world = worldServing('v1');
  let seen: readonly string[] = [];
  const ended = await harness.run(
    world,
    rolloutYaml(KEEPING),
    whileKept(async () => void (seen = [...world.effects])),
  );
  expect(seen.at(-1)).toBe('write v1 0, v2 100');
  expect(ended.effects.slice(-3)).toEqual(['record shop:2026-01-02.v2', 'write v2 100', 'remove v1']);
});

it.each([
  ['in place', worldAtHome('v1'), inPlace(KEEPING), 'write cart 100, v2 0'],
  ['with swap', worldServing('v1'), rolloutYaml(KEEPING), 'write v1 100, v2 0'],
])('%s an abort is weights alone', async (_, world, file, write) => {
  const ended = await harness.run(
    world,
    file,
    whileKept((handle) => handle.signal('abort', { by: 'ann', reason: 'carts are empty' })),
  );
  expect(ended).toMatchObject({ outcome: 'Aborted', reason: 'aborted by ann: carts are empty' });
  expect(ended.effects).toContain(write);
  expect(ended.effects.filter((effect) => /give|record/.test(effect))).toEqual([]);
  expect(ended.status.keptUntil).toBeUndefined();
});

it.each([
  ['a promotion', 'promote', {}],
  ['a newer version that supersedes it', 'abort', { supersedes: true }],
])('%s ends it by the commit', async (_, signal, input) => {
  const world = worldAtHome('v1');
  const ended = await harness.run(
    world,
    inPlace(KEEPING),
    whileKept((handle) => handle.signal(signal, { by: 'ann', reason: 'the next one is there', ...input })),
  );
  expect(ended.outcome).toBe('promoted');
  expect(ended.seconds).toBeLessThan(HOUR);
});

it('a canary that dies meanwhile is rolled back', async () => {
  const world = worldAtHome('v1');
  const ended = await harness.run(
    world,
    inPlace(KEEPING),
    whileKept(async () => void (world.healthy = (version) => (version === 'v2' ? 0 : 1))),
  );
  expect(ended).toMatchObject({
    outcome: 'RolledBack',
    reason: 'v2 gets traffic, but has no healthy task',
  });
});

it('weights that somebody changes meanwhile are drift', async () => {
  const world = worldAtHome('v1');
  const ended = await harness.run(
    world,
    inPlace({ ...KEEPING, onDrift: 'restore' }),
    whileKept(async () => {
      world.split = [
        { version: 'cart', weight: 50 },
        { version: 'v2', weight: 50 },
      ];
    }),
  );
  expect(ended.outcome).toBe('promoted');
  expect(ended.effects.filter((effect) => effect === 'write cart 0, v2 100')).toHaveLength(2);
});

it('a pause keeps it beyond its time, until somebody resumes', async () => {
  const world = worldAtHome('v1');
  const ended = await harness.run(
    world,
    inPlace(KEEPING),
    whileKept(async (handle, sleep) => {
      await handle.signal('pause', { by: 'ann', reason: 'let me look' });
      await sleep(1.5 * HOUR);
      expect(world.homeRuns).toBe('cart:v1');
      await handle.signal('resume', { by: 'ann', reason: 'all is well' });
    }),
  );
  expect(ended.outcome).toBe('promoted');
  expect(ended.seconds).toBeGreaterThan(1.5 * HOUR);
});

it('a time that outgrows one execution goes on in the next', async () => {
  const world = worldAtHome('v1');
  const ended = await harness.run(world, inPlace({ keepOldSeconds: 12 * HOUR }));
  expect(ended.outcome).toBe('promoted');
  const [{ workflowExecutionStartedEventAttributes: started } = {}] = ended.history.events ?? [];
  expect(started?.continuedExecutionRunId).not.toBe('');
  expect(ended.seconds).toBeLessThan(13 * HOUR);
  expect(ended.seconds).toBeGreaterThan(12 * HOUR);
});
