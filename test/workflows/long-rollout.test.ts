import { commandUpdate, lockId } from '../../workflows/messages.ts';
import { deployJson } from '../fakes/deploy-json.ts';
import { worldServing } from '../fakes/world.ts';
import { eventually } from '../infra/local/eventually.ts';
import { startHarness, type Harness } from './harness.ts';

let harness: Harness;
beforeAll(async () => {
  harness = await startHarness();
});
afterAll(() => harness.close());

const EXTENSIONS = 400;

it('a rollout that outgrows one execution goes on in the next, with all that it knew', async () => {
  const world = worldServing('v1');
  world.scaled.set('v1', 'free').set('v2', 'free');
  let looks = 0;
  world.canary = () => (++looks > EXTENSIONS ? { requests: 100, errors: 0 } : undefined);
  const file = deployJson({ PercentageStep: 50, WaitTime: 1, ExtensionTimeout: 604_800 });
  const runs: string[] = [];
  const ended = await harness.run(world, file, async (handle, sleep) => {
    await sleep(0);
    runs.push((await handle.describe()).runId);
    const note = { by: 'ann', reason: 'lunch', id: 'before' };
    await handle.executeUpdate(commandUpdate('pause'), { args: [note] });
    await handle.executeUpdate(commandUpdate('resume'), { args: [{ by: 'ann' }] });
    await handle.result();
    const latest = await handle.describe();
    runs.push(latest.runId);
    const lock = harness.env.client.workflow.getHandle(lockId(world.changes[0]!));
    const released = await eventually(async () => (await lock.describe()).closeTime);
    expect(released.getTime()).toBeGreaterThan(latest.startTime.getTime());
  });
  expect(runs[0]).not.toBe(runs[1]);
  expect(ended.outcome).toBe('promoted');
  expect(ended.status.commands.map(({ command }) => command)).toEqual(['pause', 'resume']);
  expect(ended.effects).toEqual([
    'scaling of v1 is held',
    'create v2',
    'scaling of v2 is held',
    'write v1 50, v2 50',
    'write v1 0, v2 100',
    'record shop:2026-01-02.v2',
    'scaling of v2 is free',
    'write v2 100',
    'remove v1',
  ]);
});
