import type { CreateServiceCommandInput } from '@aws-sdk/client-ecs';
import { DeleteRuleCommand } from '@aws-sdk/client-elastic-load-balancing-v2';
import { albBalancing } from '../../../activities/load-balancing/alb.ts';
import { weightedGroupsRouter } from '../../../activities/routers/weighted-groups.ts';
import type { TrafficRouter } from '../../../activities/routers/router.ts';
import { statusQuery } from '../../../workflows/messages.ts';
import type { ListenerRule } from '../../../workflows/rollout/listener-rule.ts';
import { World } from '../../fakes/world.ts';
import { startAws, type AwsServer } from '../../infra/local/aws/server.ts';
import { startHarness, type Harness, type Operator } from '../../workflows/harness.ts';
import { startEcs, type EcsWorld } from '../provisioners/ecs-world.ts';
import { SPOILT } from './alb-spoilt.ts';
import { OWNER } from '../load-balancing/alb-world.ts';

/**
 * Rollouts through a load balancer, with the real workflow, router and provisioner on the local AWS, whose tasks are simulated. With real
 * tasks, requests and crashes they are in test/e2e: alb.test.ts, and never-stranded.test.ts and crashes.test.ts for what fails on the way.
 */
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

interface Setting {
  /** Tasks of a canary that begins small. */
  readonly tasks?: number;
  readonly weights?: Readonly<Record<string, number>>;
  readonly service?: Partial<CreateServiceCommandInput>;
  readonly rule?: ((ecs: EcsWorld) => Promise<ListenerRule>) | undefined;
}

/** A rollout's world whose router and provisioner are the real ones; only what callers meet is made up. */
async function start({ tasks, weights, service, rule: ruleOf }: Setting = {}) {
  const ecs = await startEcs(aws, { desiredCount: 4, ...service }, weights);
  const { elb } = ecs.alb;
  const rule = ruleOf === undefined ? { arn: ecs.alb.rule } : await ruleOf(ecs);
  const world = new World();
  world.split = [{ version: 'v0', weight: 100 }];
  const real = weightedGroupsRouter(albBalancing(elb, { owner: OWNER, rule }));
  const router: TrafficRouter = {
    changes: () => real.changes(),
    read: () => real.read(),
    async write(split) {
      await real.write(split);
      world.split = await real.read();
      world.effects.push(`write ${split.map((share) => `${share.version} ${share.weight}`).join(', ')}`);
    },
  };
  const rollOut = (version: string, image: string, operator?: Operator) =>
    harness.run(
      Object.assign(world, {
        router,
        provisioner: ecs.provisioner({
          image,
          rule,
          ...(tasks === undefined ? {} : { tasks }),
        }),
      }),
      {
        environment: 'shop',
        service: 'cart',
        version: { id: version, image },
        router: { kind: 'alb', rule },
        provisioner: { kind: 'ecs', replace: 'swap', ...(tasks === undefined ? {} : { tasks }) },
        judge: { kind: 'errorCount' },
        steps: [
          { weight: 25, bakeSeconds: 60 },
          { weight: 50, bakeSeconds: 60 },
        ],
        finalBakeSeconds: 60,
        limits: { readySeconds: 300 },
      },
      operator,
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

it('gives all traffic to the only version that runs first, where the weights are all 0', async () => {
  const { ecs, world, rollOut } = await start();
  await ecs.alb.weigh({ a: 0, b: 0 });
  expect((await rollOut('v1', 'cart:good')).outcome).toBe('promoted');
  expect(world.effects.find((effect) => effect.startsWith('write'))).toBe('write v0 100');
});

it('begins small and has grown to the size of stable when it has all traffic', async () => {
  const { ecs, rollOut } = await start({ tasks: 1 });
  expect((await rollOut('v1', 'cart:good')).outcome).toBe('promoted');
  expect(await ecs.describe('cart-v1')).toMatchObject({ desiredCount: 4, runningCount: 4 });
});

it.each(SPOILT)(
  'leaves everything as it was for $what, and says so',
  async ({ service = {}, spoil, rule, outcome, sentence }) => {
    const { ecs, world, rollOut } = await start({
      service,
      rule,
      weights: { a: 100, b: 0, c: 0, d: 0, e: 0 },
    });
    await spoil?.(ecs, aws);
    const before = await whatIs(ecs);
    const ended = await rollOut('v1', 'cart:new');
    expect([ended.outcome, ended.reason]).toEqual([outcome, expect.stringMatching(sentence)]);
    expect(world.effects).not.toContainEqual(expect.stringMatching(/v1 [1-9]/));
    expect(await whatIs(ecs)).toEqual(before);
  },
);

/** Everything that a rollout could leave behind. */
async function whatIs({ alb, services, describe }: EcsWorld) {
  const groups = ['a', 'b', 'c', 'd', 'e'];
  const each = <T>(ask: (group: string) => Promise<T>) =>
    Promise.all(groups.map((name) => ask(name).catch((error: Error) => error.name)));
  return {
    actions: await alb.actions().catch((error: Error) => error.name),
    versions: await each((name) => alb.versionOf(name)),
    targets: await each((name) => alb.targets(name)),
    services: await services(),
    wanted: (await describe('cart'))?.desiredCount,
  };
}

it('waits on its way back for a rule that was deleted under it, says so, and ends once there is one again', async () => {
  const tags = { service: 'cart' };
  const { ecs, rollOut } = await start({ rule: async ({ alb }) => ({ listener: alb.listener, tags }) });
  const ended = await rollOut('v1', 'cart:good', async (handle, sleep) => {
    const waitsFor = async () => (await handle.query(statusQuery)).waitsFor?.what;
    while (!/25 % to have baked/.test((await waitsFor()) ?? '')) await sleep(1);
    await ecs.alb.elb.send(new DeleteRuleCommand({ RuleArn: ecs.alb.rule }));
    while (!/all traffic to be back at v0/.test((await waitsFor()) ?? '')) await sleep(10);
    await ecs.alb.createRule(1, tags);
  });
  expect([ended.outcome, ended.reason]).toEqual([
    'RolledBack',
    expect.stringMatching(/0 rules of .* are tagged service=cart: there must be exactly one/),
  ]);
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
