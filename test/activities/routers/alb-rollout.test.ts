import { albRouter } from '../../../activities/routers/alb.ts';
import { growingRouter } from '../../../activities/routers/alb-growth.ts';
import type { TrafficRouter } from '../../../activities/routers/router.ts';
import { World } from '../../fakes/world.ts';
import { startAws, type AwsServer } from '../../infra/local/aws/server.ts';
import { startHarness, type Harness } from '../../workflows/harness.ts';
import { startEcs } from '../provisioners/ecs-world.ts';

let aws: AwsServer;
let harness: Harness;
beforeAll(async () => {
  [aws, harness] = await Promise.all([startAws(), startHarness()]);
});
beforeEach(async () => {
  await aws.reset();
  await aws.knobs({
    agent: 'simulated',
    ecs_start_ms: 10,
    ecs_retry_s: 0.05,
    ecs_retry_max_s: 0.05,
    tasks: [{ match: 'cart:broken', fail: true, reason: 'CannotPullContainerError: cart:broken: not found' }],
  });
});
afterAll(async () => {
  await Promise.all([aws.stop(), harness.close()]);
});

/** A rollout's world whose router and provisioner are the real ones; only what callers meet is made up. */
async function start(tasks?: number) {
  const ecs = await startEcs(aws, { desiredCount: 4 });
  const { elb, rule } = ecs.alb;
  const world = new World();
  world.split = [{ version: 'v0', weight: 100 }];
  const alb = albRouter(elb, { kind: 'alb', rule: { arn: rule } });
  const growth = { cluster: 'shop', service: 'cart', weights: [25, 50, 100] };
  const real = tasks === undefined ? alb : growingRouter(alb, aws.ecs, elb, growth);
  const router: TrafficRouter = {
    read: () => real.read(),
    async write(split) {
      await real.write(split);
      world.split = await real.read();
      world.effects.push(`write ${split.map((share) => `${share.version} ${share.weight}`).join(', ')}`);
    },
  };
  const rollOut = (version: string, image: string) =>
    harness.run(
      Object.assign(world, {
        router,
        provisioner: ecs.provisioner({ image, ...(tasks === undefined ? {} : { tasks }) }),
      }),
      {
        environment: 'shop',
        service: 'cart',
        version: { id: version, image },
        router: { kind: 'alb', rule: { arn: rule } },
        provisioner: { kind: 'ecs', ...(tasks === undefined ? {} : { tasks }) },
        judge: { kind: 'errorCount' },
        steps: [
          { weight: 25, bakeSeconds: 60 },
          { weight: 50, bakeSeconds: 60 },
        ],
        finalBakeSeconds: 60,
      },
    );
  return { ecs, world, rollOut };
}

it('promotes a canary through a load balancer, and the next one the other way round', async () => {
  const { ecs, world, rollOut } = await start();
  const first = await rollOut('v1', 'cart:good');
  expect([first.outcome, first.reason]).toEqual(['promoted', expect.stringMatching(/v1/)]);
  expect(await ecs.services()).toEqual(['cart-v1']);
  expect(await ecs.alb.weights()).toEqual([
    ['b', 100],
    ['a', 0],
  ]);
  const second = await rollOut('v2', 'cart:better');
  expect(second.outcome).toBe('promoted');
  expect(await ecs.services()).toEqual(['cart-v2']);
  expect(await ecs.alb.weights()).toEqual([
    ['a', 100],
    ['b', 0],
  ]);
  expect(world.effects.filter((effect) => effect.startsWith('write'))).toEqual([
    'write v0 75, v1 25',
    'write v0 50, v1 50',
    'write v0 0, v1 100',
    'write v1 100',
    'write v1 75, v2 25',
    'write v1 50, v2 50',
    'write v1 0, v2 100',
    'write v2 100',
  ]);
});

it('gives all traffic back and removes the canary when its requests fail', async () => {
  const { ecs, world, rollOut } = await start();
  world.canary = () => ({ requests: 10, errors: 9 });
  expect((await rollOut('v1', 'cart:good')).outcome).toBe('RolledBack');
  expect(await ecs.services()).toEqual(['cart']);
  expect(await ecs.describe('cart')).toMatchObject({ runningCount: 4 });
  expect(await ecs.alb.weights()).toEqual([
    ['a', 100],
    ['b', 0],
  ]);
  expect(await ecs.alb.versionOf('b')).toBeUndefined();
});

it('rolls back a version that cannot run, with the cause, and lets the next one through', async () => {
  const { ecs, world, rollOut } = await start();
  const broken = await rollOut('v1', 'cart:broken');
  expect([broken.outcome, broken.reason]).toEqual([
    'RolledBack',
    expect.stringMatching(/CannotPullContainerError: cart:broken: not found/),
  ]);
  expect(world.effects).not.toContainEqual(expect.stringMatching(/v1 [1-9]/));
  expect((await rollOut('v2', 'cart:good')).outcome).toBe('promoted');
  expect(await ecs.services()).toEqual(['cart-v2']);
});

it('begins small and has grown to the size of stable when it has all traffic', async () => {
  const { ecs, rollOut } = await start(1);
  expect((await rollOut('v1', 'cart:good')).outcome).toBe('promoted');
  expect(await ecs.describe('cart-v1')).toMatchObject({ desiredCount: 4, runningCount: 4 });
});
