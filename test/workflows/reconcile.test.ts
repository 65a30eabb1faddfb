import { RECONCILE_TYPE } from '../../workflows/messages.ts';
import { deployJson } from '../fakes/deploy-json.ts';
import { worldServing, type World } from '../fakes/world.ts';
import { startHarness, type Harness } from './harness.ts';

let harness: Harness;
beforeAll(async () => {
  harness = await startHarness();
});
afterAll(() => harness.close());

const reconcile = (world: World) => harness.run(world, deployJson(), undefined, RECONCILE_TYPE);

/** What a rollout of v2 leaves when it is terminated in a bake. */
function split(...running: string[]): World {
  const world = worldServing('v1');
  world.split = [
    { version: 'v1', weight: 67 },
    { version: 'v2', weight: 33 },
  ];
  world.running.clear();
  for (const version of running) world.running.add(version);
  return world;
}

it('a split that a dead rollout left goes back to the recorded version, and the other one is removed', async () => {
  const ended = await reconcile(split('v1', 'v2'));
  expect(ended.effects).toEqual(['write v1 100', 'remove v2']);
  expect(ended.reason).toBe('v1 has all traffic; v2 is removed');
});

it('a split whose recorded version is gone goes to the one that runs', async () => {
  const ended = await reconcile(split('v2'));
  expect(ended.effects).toEqual(['write v2 100']);
  expect(ended.reason).toBe('v2 has all traffic; v1 is removed');
});

it('a route that serves nobody gets its recorded version back', async () => {
  const world = worldServing('v1');
  world.split = [{ version: 'v1', weight: 0 }];
  expect((await reconcile(world)).effects).toEqual(['write v1 100']);
});

it('what nobody can know is refused with what a person has to decide', async () => {
  const world = split('v1', 'v2');
  world.record = undefined;
  const ended = await reconcile(world);
  expect(ended.outcome).toBe('Refused');
  expect(ended.reason).toMatch(/no record tells which version is stable: give one of them 100 %/);
  expect(ended.effects).toEqual([]);
});

it('a service that is whole is left alone', async () => {
  const ended = await reconcile(worldServing('v1'));
  expect(ended.effects).toEqual([]);
  expect(ended.reason).toBe('v1 serves alone: there is nothing to clean up');
});

it('a rollout mends the same before it begins', async () => {
  const world = split('v0', 'v1');
  world.split = [
    { version: 'v1', weight: 67 },
    { version: 'v0', weight: 33 },
  ];
  const ended = await harness.run(world, deployJson({ PercentageStep: 100 }));
  expect(ended.effects.slice(0, 3)).toEqual(['write v1 100', 'remove v0', 'create v2']);
  expect(ended.outcome).toBe('promoted');
});
