import { commandUpdate, statusQuery } from '../../workflows/messages.ts';
import type { CommandInput } from '../../workflows/rollout/command.ts';
import { rolloutYaml } from '../fakes/rollout-yaml.ts';
import { worldServing } from '../fakes/world.ts';
import { startHarness, type Harness } from './harness.ts';

let harness: Harness;
beforeAll(async () => {
  harness = await startHarness();
});
afterAll(() => harness.close());

const GATED = rolloutYaml({
  steps: [{ weight: 33, bakeSeconds: 60, gate: { by: ['ann', 'oncall'], seconds: 3600 } }],
});

it('a gate holds a healthy step until somebody whom it asks approves, and keeps who and why', async () => {
  const world = worldServing('v1');
  const seen: unknown[] = [];
  const ended = await harness.run(world, GATED, async (handle, sleep) => {
    const approve = (input: CommandInput) =>
      handle.executeUpdate(commandUpdate('approve'), { args: [input] }).catch((error: Error) => error.cause);
    await sleep(1000);
    const { waitsFor } = await handle.query(statusQuery);
    seen.push(waitsFor?.what, await approve({ by: 'bob' }), [...world.effects]);
    await approve({ by: 'carl', groups: ['oncall'], reason: 'graphs are fine' });
  });
  expect(seen).toMatchObject([
    expect.stringMatching(/^ann or oncall to approve 33 %: /),
    { message: 'approve is refused: 33 % has to be approved by ann or oncall' },
    ['create v2', 'write v1 67, v2 33'],
  ]);
  expect(ended.outcome).toBe('promoted');
  expect(ended.status.commands).toMatchObject([
    { command: 'approve', by: 'carl', reason: 'graphs are fine' },
  ]);
});

it('an approval that comes before the step has passed counts for that step alone', async () => {
  const world = worldServing('v1');
  const gate = { seconds: 600 };
  const steps = [
    { weight: 33, bakeSeconds: 60, gate },
    { weight: 66, bakeSeconds: 60, gate },
  ];
  const ended = await harness.run(world, rolloutYaml({ steps }), async (handle, sleep) => {
    await sleep(10);
    await handle.signal('approve', { by: 'ann' });
  });
  expect(ended.reason).toBe('nobody approved 66 % within 600 s');
});

it('a canary that turns bad while it waits at a gate is rolled back', async () => {
  const world = worldServing('v1');
  const ended = await harness.run(world, GATED, async (_handle, sleep) => {
    await sleep(600);
    world.canary = () => ({ requests: 100, errors: 50 });
  });
  expect(ended.outcome).toBe('RolledBack');
  expect(ended.reason).toMatch(/requests of the canary failed/);
});

it('the gate at 100 % stands before the old version is removed', async () => {
  const world = worldServing('v1');
  const during: string[] = [];
  const ended = await harness.run(world, rolloutYaml({ finalGate: {} }), async (handle, sleep) => {
    await sleep(1200);
    during.push(...world.effects);
    await handle.signal('approve', { by: 'ann' });
  });
  expect(during.at(-1)).toBe('write v1 0, v2 100');
  expect(ended.effects.slice(-3)).toEqual(['record shop:2026-01-02.v2', 'write v2 100', 'remove v1']);
});

it('an approval at a gate while it is paused lets it wait on, looking no more often than before, until resume', async () => {
  const world = worldServing('v1');
  let looks = 0;
  world.canary = () => {
    looks += 1;
    return { requests: 100, errors: 0 };
  };
  let whilePaused = 0;
  const ended = await harness.run(world, GATED, async (handle, sleep) => {
    await sleep(100);
    await handle.signal('pause', { by: 'ann' });
    await sleep(100);
    await handle.signal('approve', { by: 'ann' });
    await sleep(600);
    whilePaused = looks;
    await handle.signal('resume', { by: 'ann' });
  });
  // One a minute for 13 minutes, and one for the approval.
  expect(whilePaused).toBeLessThan(16);
  expect(ended.outcome).toBe('promoted');
});

it('a pause that holds the verdict keeps even a failing canary, until resume lets it be judged', async () => {
  const world = worldServing('v1');
  world.canary = () => ({ requests: 100, errors: 50 });
  const phases: string[] = [];
  const ended = await harness.run(world, rolloutYaml(), async (handle, sleep) => {
    await sleep(10);
    await handle.signal('pause', { by: 'ann', holdVerdict: true });
    await sleep(600);
    phases.push((await handle.query(statusQuery)).phase);
    await handle.signal('resume', { by: 'ann' });
  });
  expect(phases).toEqual(['baking']);
  expect(ended.outcome).toBe('RolledBack');
});
