import { awsOfSuite } from '../../infra/local/aws/aws-of-suite.ts';
import { settled } from './contract.ts';
import { startEcs } from './ecs-world.ts';
import { eventually } from '../../infra/local/eventually.ts';

const aws = awsOfSuite({ agent: 'simulated' });

/** Stable has 10 tasks, the canary begins with one. */
async function start() {
  const world = await startEcs(aws, { desiredCount: 10 });
  const provisioner = world.provisioner({ tasks: 1 });
  await provisioner.create('v1', 'run-1');
  await settled(provisioner, 'v1');
  return {
    grow: (weight: number) => provisioner.grow?.({ stable: 'v0', canary: 'v1', weight }),
    tasks: async (name = 'cart-v1') => (await world.describe(name))?.desiredCount,
  };
}

it('needs no more tasks than it has for a small weight', async () => {
  const { grow, tasks } = await start();
  expect(await grow(10)).toEqual({ kind: 'ready' });
  expect(await tasks()).toBe(1);
});

it('asks for the tasks of a weight, and says what is missing until they are there and healthy', async () => {
  const { grow, tasks } = await start();
  await aws.knobs({ ecs_start_ms: 600_000 });
  expect(await grow(75)).toEqual({
    kind: 'pending',
    reason: expect.stringMatching(/^cart-v1 grows to 8 tasks for its next weight: \d of \d/),
  });
  expect(await tasks()).toBe(8);
});

it('is ready once they are', async () => {
  const { grow } = await start();
  await eventually(async () => (await grow(50))?.kind === 'ready');
});

it('grows to as many tasks as stable has, which keeps its own, and does not shrink again', async () => {
  const { grow, tasks } = await start();
  await grow(100);
  await grow(10);
  expect([await tasks(), await tasks('cart')]).toEqual([10, 10]);
});

it('has nothing to do where one of the two is gone', async () => {
  const world = await startEcs(aws);
  expect(await world.provisioner().grow?.({ stable: 'v0', canary: 'v1', weight: 50 })).toEqual({
    kind: 'absent',
  });
});
