import { deployJson } from '../fakes/deploy-json.ts';
import { worldServing } from '../fakes/world.ts';
import { startHarness, type Harness } from './harness.ts';

let harness: Harness;
beforeAll(async () => {
  harness = await startHarness();
});
afterAll(() => harness.close());

it('a stable version that no rollout made is refused before anything is made', async () => {
  const world = worldServing('v1');
  world.foreign.add('v1');
  const ended = await harness.run(world, deployJson());
  expect(ended).toMatchObject({ outcome: 'Refused', reason: "v1 is somebody else's", effects: [] });
});

it('a new version whose name something else has is refused before anything is made', async () => {
  const world = worldServing('v1');
  world.running.add('v2');
  world.foreign.add('v2');
  const ended = await harness.run(world, deployJson());
  expect(ended).toMatchObject({ outcome: 'Refused', reason: "v2 is somebody else's", effects: [] });
});

it('what lost its tags during the rollout is still removed by it', async () => {
  const world = worldServing('v1');
  world.onWrite = () => world.foreign.add('v1').add('v2');
  const ended = await harness.run(world, deployJson());
  expect(ended.outcome).toBe('promoted');
  expect(ended.effects.at(-1)).toBe('remove v1');
});

it('what a dead rollout left is kept where its tags do not prove that it was one', async () => {
  const world = worldServing('v1');
  world.split = [...world.split, { version: 'v0', weight: 0 }];
  world.running.add('v0');
  world.foreign.add('v0');
  const ended = await harness.run(world, deployJson());
  expect(ended.outcome).toBe('promoted');
  expect(ended.effects).not.toContain('remove v0');
});
