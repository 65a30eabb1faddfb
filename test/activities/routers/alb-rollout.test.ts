import { DeleteRuleCommand } from '@aws-sdk/client-elastic-load-balancing-v2';
import { UpdateServiceCommand } from '@aws-sdk/client-ecs';
import { albRouter } from '../../../activities/routers/alb.ts';
import { growingRouter } from '../../../activities/routers/alb-growth.ts';
import type { TrafficRouter } from '../../../activities/routers/router.ts';
import { World } from '../../fakes/world.ts';
import { startAws, type AwsServer } from '../../infra/local/aws/server.ts';
import { startHarness, type Harness } from '../../workflows/harness.ts';
import { startEcs, type EcsWorld } from '../provisioners/ecs-world.ts';

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
async function start(tasks?: number, weights?: Readonly<Record<string, number>>) {
  const ecs = await startEcs(aws, { desiredCount: 4 }, weights);
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
        limits: { readySeconds: 300 },
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

/** What is wrong on AWS when a rollout begins, what becomes of the rollout, and the sentence that a person reads. */
const SPOILT: readonly [string, (ecs: EcsWorld) => Promise<unknown>, string, RegExp][] = [
  [
    'a rule that is gone',
    ({ alb }) => alb.elb.send(new DeleteRuleCommand({ RuleArn: alb.rule })),
    'InvalidPlan',
    /there is no listener rule arn:/,
  ],
  [
    'a rule whose weights are all 0',
    ({ alb }) => alb.weigh({ a: 0, b: 0 }),
    'Refused',
    /no version gets traffic \(v0 0 %\): give the stable one 100 %/,
  ],
  [
    'a rule without a free target group',
    async ({ alb }) => {
      for (const name of ['b', 'c', 'd', 'e']) await alb.tag(name, `old-${name}`);
    },
    'RolledBack',
    /no free target group at weight 0 .*: of the 5 that a rule takes, make one free/,
  ],
  [
    'a serving target group that the ECS service is not behind',
    async ({ alb }) => {
      await alb.tag('a', undefined);
      await alb.tag('b', 'v0');
      await alb.weigh({ a: 0, b: 100 });
    },
    'RolledBack',
    /neither ECS service cart-v0 nor cart of cluster shop is behind cart-b, which has all traffic/,
  ],
  [
    'a deployment in flight',
    async () => {
      await aws.knobs({ agent: 'attached' });
      const forceNewDeployment = true;
      await aws.ecs.send(new UpdateServiceCommand({ cluster: 'shop', service: 'cart', forceNewDeployment }));
    },
    'RolledBack',
    /ECS service cart has a deployment in flight: wait until it has ended/,
  ],
  [
    'targets that never get healthy',
    () => aws.knobs({ targets: { '127.0.0.1': 'unhealthy' } }),
    'RolledBack',
    /0 of 4 targets in cart-b are healthy/,
  ],
];

it.each(SPOILT)('ends before the canary has traffic for %s', async (_what, spoil, outcome, sentence) => {
  const { ecs, world, rollOut } = await start(undefined, { a: 100, b: 0, c: 0, d: 0, e: 0 });
  await spoil(ecs);
  const ended = await rollOut('v1', 'cart:good');
  expect([ended.outcome, ended.reason]).toEqual([outcome, expect.stringMatching(sentence)]);
  expect(world.effects).not.toContainEqual(expect.stringMatching(/v1 [1-9]/));
  expect(await ecs.services()).toEqual(['cart']);
});

it('goes on at the pace that AWS takes its writes', async () => {
  const { ecs, rollOut } = await start();
  await aws.faults([
    { service: 'elasticloadbalancing', action: 'ModifyRule', error: 'Throttling', status: 400, times: 6 },
  ]);
  expect((await rollOut('v1', 'cart:good')).outcome).toBe('promoted');
  expect(await ecs.services()).toEqual(['cart-v1']);
});
