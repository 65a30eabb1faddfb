import { lockId, rolloutId } from '../../workflows/messages.ts';
import { deployJson } from '../fakes/deploy-json.ts';
import { worldServing, type World } from '../fakes/world.ts';
import { eventually } from '../infra/local/eventually.ts';
import { startHarness, type Harness } from './harness.ts';

let harness: Harness;
beforeEach(async () => {
  harness = await startHarness();
});
afterEach(() => harness.close());

const file = (service: string) => deployJson({ MicroserviceName: service, PercentageStep: 50 });

/** Starts a rollout and lets it come to its first bake. */
async function baking(world: World, service: string) {
  const follow = await harness.start(world, file(service), service);
  await eventually(async () => world.effects.includes('write v1 50, v2 50'));
  return follow;
}

/** Worlds of two services that a router shifts as one. */
function shared(changes: readonly string[], others: readonly string[] = changes): [World, World] {
  const [one, other] = [worldServing('v1'), worldServing('v1')];
  one.changes = changes;
  other.changes = others;
  return [one, other];
}

it('a rollout of another service name on the same rule is refused before anything is made, and taken once the first has ended', async () => {
  const [world, other] = shared(['rule-a', 'rule-b'], ['rule-b', 'rule-0']);
  const first = await baking(world, 'cart');
  const second = await (await harness.start(other, file('basket'), 'basket'))();
  expect(second.outcome).toBe('Refused');
  expect(second.reason).toBe(
    'rule-b is being changed by canary/shop/cart: wait until it has ended, or abort it',
  );
  expect(other.effects).toEqual([]);
  expect((await first()).outcome).toBe('promoted');
  expect((await (await harness.start(other, file('basket'), 'basket'))()).outcome).toBe('promoted');
});

it('what was refused holds nothing, not even of what was free', async () => {
  const [world, other] = shared(['rule-b'], ['rule-a', 'rule-b']);
  await baking(world, 'cart');
  await (
    await harness.start(other, file('basket'), 'basket')
  )();
  const lock = harness.env.client.workflow.getHandle(lockId('rule-a'));
  await eventually(async () => (await lock.describe()).status.name === 'COMPLETED');
  const third = worldServing('v1');
  third.changes = ['rule-a'];
  await baking(third, 'bag');
});

it('a rollout that was refused for another reason lets go of the rule', async () => {
  const [world, other] = shared(['rule']);
  world.split = [{ version: 'v2', weight: 100 }];
  const { outcome } = await (await harness.start(world, file('cart'), 'cart'))();
  expect(outcome).toBe('Refused');
  expect((await (await harness.start(other, file('basket'), 'basket'))()).outcome).toBe('promoted');
});

it('what a terminated rollout held is taken over', async () => {
  const [world, other] = shared(['rule']);
  await baking(world, 'cart');
  await harness.env.client.workflow.getHandle(rolloutId('shop', 'cart')).terminate('too slow for me');
  await baking(other, 'basket');
});

it('a next rollout of the same service takes over what a terminated one held', async () => {
  const [world] = shared(['rule']);
  await baking(world, 'cart');
  await harness.env.client.workflow.getHandle(rolloutId('shop', 'cart')).terminate('too slow for me');
  world.effects.length = 0;
  await baking(world, 'cart');
});
