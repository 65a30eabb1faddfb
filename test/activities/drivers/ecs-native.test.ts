import { PutMetricDataCommand } from '@aws-sdk/client-cloudwatch';
import { createEcsNativeActivities } from '../../../activities/ecs-native.ts';
import { revisionMetrics } from '../../../activities/metric-sources/revisions.ts';
import { ecsNativeStatements } from '../../../activities/permissions/ecs-native.ts';
import { placeIn } from '../../../activities/permissions/place.ts';
import type { EcsNativeSpec } from '../../../workflows/rollout/ecs-native-spec.ts';
import { isOver } from '../../../workflows/rollout/native-deployment.ts';
import { policyDocument } from '../../../activities/permissions/statement.ts';
import { heldAgainst } from '../permissions/evaluator.ts';
import { eventually } from '../../infra/local/eventually.ts';
import { pauseAt, startShifting, type ShiftingWorld } from '../../infra/local/aws/shifting-world.ts';
import { startAws, type AwsServer } from '../../infra/local/aws/server.ts';

let aws: AwsServer;
let world: ShiftingWorld;
beforeAll(async () => void (aws = await startAws()));
afterAll(() => aws.stop());

const spec: EcsNativeSpec = {
  kind: 'ecsNative',
  owner: { environment: 'shop', service: 'cart' },
  cluster: 'shop',
  service: 'cart',
  image: 'cart:2',
  environment: {},
  strategy: { kind: 'linear', stepPercent: 50 },
  pauseMinutes: 90,
};

/** The service's own deployments go without any pause, and shift everything at once. */
const OWN = { strategy: 'BLUE_GREEN' as const, bakeTimeInMinutes: 1 };

const native = () => createEcsNativeActivities(aws.ecs, world.alb.elb);

/** Asks until the answer is no error any more. */
const until = <Answer>(ask: () => Promise<Answer>): Promise<Answer> =>
  eventually(() => ask().catch(() => undefined));

async function start(configuration: object = OWN) {
  world = await startShifting(aws, configuration);
  await world.create();
  await world.untilStatus('SUCCESSFUL');
}

it('finds out who serves by the revision, and what the service is configured to do', async () => {
  await start();
  const { stable, underWay, configuration } = await native().lookAtService(spec);
  expect({ stable, underWay }).toEqual({ stable: 'cart-1', underWay: undefined });
  expect(configuration).toMatchObject(OWN);
});

it('deploys once, however often it is asked, and waits at the first pause', async () => {
  await start();
  const first = await native().deployVersion(spec, 'v2', 'run-1');
  expect(await native().deployVersion(spec, 'v2', 'run-1')).toBe(first);
  expect(await native().deploymentOf(spec, 'run-1')).toBe(first);
  expect(await native().deploymentOf(spec, 'run-2')).toBeNull();
  const paused = await until(() => native().awaitPause(first, undefined));
  expect(paused).toMatchObject({
    status: 'IN_PROGRESS',
    pause: { hook: expect.stringMatching(/^ecs-pause-/), expiresAt: expect.any(String) },
    split: [
      { version: 'cart-1', weight: 100 },
      { version: 'v2', weight: 0 },
    ],
  });
  expect(await native().healthyTargets(spec, 'v2')).toBe(2);
  expect(await native().lookAtService(spec)).toMatchObject({
    stable: 'cart-1',
    underWay: { arn: first, version: 'v2', isOwn: true },
  });
});

it('goes on from pause to pause to the end, and leaves the service as it was but for its revision', async () => {
  await start();
  const asked = (await aws.calls()).length;
  const before = await native().lookAtService(spec);
  const arn = await native().deployVersion(spec, 'v2', 'run-1');
  const weights: unknown[] = [];
  let found = await until(() => native().awaitPause(arn, undefined));
  while (!isOver(found)) {
    weights.push(found.split.at(-1)?.weight);
    const { hook = '' } = found.pause ?? {};
    await native().continueDeployment(arn, hook);
    // Repeating it changes nothing.
    await native().continueDeployment(arn, hook);
    found = await until(() => native().awaitPause(arn, hook));
  }
  expect({ weights, status: found.status }).toEqual({ weights: [0, 50, 100], status: 'SUCCESSFUL' });
  await native().restoreConfiguration(spec, before.configuration);
  expect(await native().lookAtService(spec)).toEqual({ ...before, stable: 'v2' });
  const policy = policyDocument(ecsNativeStatements(spec, placeIn('eu-west-1', '123456789012'), []));
  const { denied } = await heldAgainst(policy, (await aws.calls()).slice(asked), 'test');
  expect(denied).toEqual([]);
  expect(await world.list()).toHaveLength(2);
});

it('has ECS roll back, and leaves a deployment alone that is over', async () => {
  await start();
  const arn = await native().deployVersion(spec, 'v2', 'run-1');
  const { pause } = await until(() => native().awaitPause(arn, undefined));
  await native().continueDeployment(arn, pause?.hook ?? '');
  await until(() => native().awaitPause(arn, pause?.hook));
  await native().stopDeployment(arn);
  const ended = await until(() => native().awaitEnd(arn));
  expect(ended).toMatchObject({ status: 'ROLLBACK_SUCCESSFUL', split: [{ weight: 100 }, { weight: 0 }] });
  await native().stopDeployment(arn);
  expect((await native().lookAtService(spec)).stable).toBe('cart-1');
});

it("keeps the service's own hooks, and takes a pause of its own at a step for the rollout's", async () => {
  const own = pauseAt(['PRE_PRODUCTION_TRAFFIC_SHIFT', 'POST_SCALE_UP'], 120);
  await start({ ...OWN, lifecycleHooks: [own] });
  await native().deployVersion(spec, 'v2', 'run-1');
  const { deploymentConfiguration } = await world.service();
  expect(deploymentConfiguration?.lifecycleHooks).toEqual([
    own,
    pauseAt(['POST_PRODUCTION_TRAFFIC_SHIFT'], 90, 'ROLLBACK'),
  ]);
});

it.each<[string, object, RegExp]>([
  [
    'goes on when nobody answers',
    { ...OWN, lifecycleHooks: [pauseAt(['PRE_PRODUCTION_TRAFFIC_SHIFT'], 120, 'CONTINUE')] },
    /goes on when nobody answers: let it roll back instead/,
  ],
  [
    'is shorter than the plan may wait',
    { ...OWN, lifecycleHooks: [pauseAt(['POST_PRODUCTION_TRAFFIC_SHIFT'], 10)] },
    /of 10 minutes, and the plan may wait for 90/,
  ],
])('refuses a service with a pause of its own that %s', async (_, configuration, reason) => {
  await start({ ...configuration, lifecycleHooks: [] });
  await world.deploy('cart:1', { deploymentConfiguration: configuration });
  await expect(native().lookAtService(spec)).rejects.toThrow(reason);
});

it('refuses a service that makes rolling updates', async () => {
  world = await startShifting(aws);
  await world.create({ deploymentConfiguration: {} });
  await expect(native().lookAtService(spec)).rejects.toThrow(
    /has the deployment strategy ROLLING: give it BLUE_GREEN, LINEAR or CANARY/,
  );
});

it('refuses a service that is not there', async () => {
  await start();
  await expect(native().lookAtService({ ...spec, service: 'other' })).rejects.toThrow(
    /ECS service other is not in cluster shop/,
  );
});

it('counts what the load balancer counted for the target group of each revision', async () => {
  await start();
  const arn = await native().deployVersion(spec, 'v2', 'run-1');
  await until(() => native().awaitPause(arn, undefined));
  const from = Math.floor(Date.now() / 60_000) * 60 - 120;
  const balancer = { Name: 'LoadBalancer', Value: world.alb.rule.split('/').slice(1, 4).join('/') };
  const count = (name: string, Value: number, MetricName: string) => ({
    MetricName,
    Value,
    Timestamp: new Date(from * 1000),
    Dimensions: [balancer, { Name: 'TargetGroup', Value: world.alb.group(name).split(':').at(-1) }],
  });
  await aws.cloudWatch.send(
    new PutMetricDataCommand({
      Namespace: 'AWS/ApplicationELB',
      MetricData: [
        count('a', 90, 'RequestCount'),
        count('b', 10, 'RequestCount'),
        count('b', 4, 'HTTPCode_Target_5XX_Count'),
      ],
    }),
  );
  const metrics = revisionMetrics(aws.cloudWatch, aws.ecs, {
    kind: 'revisions',
    cluster: 'shop',
    service: 'cart',
    periodSeconds: 60,
  });
  const buckets = await metrics.read({ stable: 'cart-1', canary: 'v2' }, { from, to: from + 60 });
  expect(buckets).toMatchObject([
    { stable: { requests: 90, errors: 0 }, canary: { requests: 10, errors: 4 } },
  ]);
});
