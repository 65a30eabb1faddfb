import {
  PutMetricAlarmCommand,
  PutMetricDataCommand,
  SetAlarmStateCommand,
} from '@aws-sdk/client-cloudwatch';
import type { ServiceDeployment } from '@aws-sdk/client-ecs';
import { begunByOthers } from '../../../activities/drivers/ecs-native/adopt.ts';
import { whyUncounted } from '../../../activities/drivers/ecs-native/front.ts';
import { SERVICE_READS_OF_LOOK } from '../../../activities/drivers/ecs-native/look.ts';
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

it('takes as many reads of services for a look as plans reckon with', async () => {
  await start();
  const arn = await native().deployVersion(spec, 'v2', 'run-1');
  await until(() => native().awaitPause(arn, undefined));
  const before = (await aws.calls()).length;
  await native().lookAtDeployment(arn);
  const asked = (await aws.calls()).slice(before).filter(({ userAgent }) => !userAgent.startsWith('ecs'));
  expect(asked.filter(({ action }) => action.startsWith('DescribeService'))).toHaveLength(
    SERVICE_READS_OF_LOOK,
  );
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

it('has ECS roll back though it cannot be looked at', async () => {
  await start();
  const arn = await native().deployVersion(spec, 'v2', 'run-1');
  const { pause } = await until(() => native().awaitPause(arn, undefined));
  await native().continueDeployment(arn, pause?.hook ?? '');
  await until(() => native().awaitPause(arn, pause?.hook));
  const denied = { service: 'ecs', action: 'DescribeServiceDeployments', error: 'AccessDeniedException' };
  await aws.faults([{ ...denied, times: -1 }]);
  await native().stopDeployment(arn);
  await aws.faults([]);
  await world.untilStatus('ROLLBACK_SUCCESSFUL');
});

it('says why ECS refuses to roll back a deployment that is not over', async () => {
  await start();
  const arn = await native().deployVersion(spec, 'v2', 'run-1');
  await aws.faults([{ service: 'ecs', action: 'StopServiceDeployment', error: 'AccessDeniedException' }]);
  await expect(native().stopDeployment(arn)).rejects.toThrow('AccessDeniedException');
});

it('leaves the alarms and the circuit breaker of a service as they are, and ends when such an alarm goes off', async () => {
  world = await startShifting(aws, OWN);
  await aws.cloudWatch.send(
    new PutMetricAlarmCommand({
      ...{ AlarmName: 'cart-errors', Namespace: 'cart', MetricName: 'errors', Period: 60, Threshold: 1 },
      ...{ EvaluationPeriods: 1, Statistic: 'Sum', ComparisonOperator: 'GreaterThanThreshold' },
    }),
  );
  const theirs = {
    alarms: { alarmNames: ['cart-errors'], enable: true, rollback: true },
    deploymentCircuitBreaker: { enable: true, rollback: true },
  };
  await world.create({ deploymentConfiguration: { ...OWN, ...theirs } });
  await world.untilStatus('SUCCESSFUL');
  const before = await native().lookAtService(spec);
  const arn = await native().deployVersion(spec, 'v2', 'run-1');
  const { pause } = await until(() => native().awaitPause(arn, undefined));
  expect((await world.describe()).deploymentConfiguration).toMatchObject(theirs);
  await native().continueDeployment(arn, pause?.hook ?? '');
  await until(() => native().awaitPause(arn, pause?.hook));
  await aws.cloudWatch.send(
    new SetAlarmStateCommand({ AlarmName: 'cart-errors', StateValue: 'ALARM', StateReason: 'a test' }),
  );
  expect(await until(() => native().awaitEnd(arn))).toMatchObject({
    status: 'ROLLBACK_SUCCESSFUL',
    reason: 'Alarms are in ALARM: cart-errors.',
  });
  await native().restoreConfiguration(spec, before.configuration);
  expect(await native().lookAtService(spec)).toEqual(before);
  expect((await world.service()).deploymentConfiguration).toMatchObject(theirs);
});

it('leaves scaling to ECS: what scales the service meanwhile scales both revisions, and stays', async () => {
  await start();
  const arn = await native().deployVersion(spec, 'v2', 'run-1');
  let { pause } = await until(() => native().awaitPause(arn, undefined));
  const { configuration } = await native().lookAtService(spec);
  await world.scale(3);
  await eventually(async () => (await native().healthyTargets(spec, 'v2')) === 3);
  expect(await native().healthyTargets(spec, 'cart-1')).toBe(3);
  while (pause !== undefined) {
    const { hook } = pause;
    await native().continueDeployment(arn, hook);
    ({ pause } = await until(() => native().awaitPause(arn, hook)));
  }
  await native().restoreConfiguration(spec, configuration);
  expect(await world.service()).toMatchObject({ desiredCount: 3, runningCount: 3 });
});

it.each<[string, object]>([
  ['blue/green', OWN],
  ['linear', { strategy: 'LINEAR', bakeTimeInMinutes: 3, linearConfiguration: { stepPercent: 12.5, stepBakeTimeInMinutes: 6 } }],
  ['canary, with a hook', { strategy: 'CANARY', canaryConfiguration: { canaryPercent: 5 }, lifecycleHooks: [pauseAt(['PRE_SCALE_UP'], 30)] }],
])('tells what a service with %s deployments had before a rollout that is dead', async (_, configuration) => {
  await start({ ...configuration, lifecycleHooks: [] });
  await world.deploy('cart:1', { deploymentConfiguration: configuration });
  await world.stop((await world.describe()).serviceDeploymentArn);
  await world.untilStatus('ROLLBACK_SUCCESSFUL');
  const before = await native().lookAtService(spec);
  expect(before.isChanged).toBeUndefined();
  const arn = await native().deployVersion(spec, 'v2', 'run-1');
  const dead = await native().lookAtService({ ...spec, pauseMinutes: 120 });
  expect(dead).toMatchObject({ configuration: before.configuration, isChanged: true });
  await native().stopDeployment(arn);
  await until(() => native().awaitEnd(arn));
  await native().restoreConfiguration(spec, dead.configuration);
  expect(await native().lookAtService(spec)).toEqual(before);
}); // prettier-ignore

it("takes the pauses of somebody else for no dead rollout's", async () => {
  await start();
  const arn = await native().deployVersion(spec, 'v2', 'run-1');
  await native().stopDeployment(arn);
  await until(() => native().awaitEnd(arn));
  const lifecycleHooks = [pauseAt(['PRE_PRODUCTION_TRAFFIC_SHIFT', 'POST_PRODUCTION_TRAFFIC_SHIFT'], 91)];
  await native().restoreConfiguration(spec, { ...OWN, lifecycleHooks });
  expect((await native().lookAtService(spec)).isChanged).toBeUndefined();
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

describe('where others begin the deployments', () => {
  const adopting: EcsNativeSpec = { ...spec, adopt: true };
  const JUDGED = {
    strategy: 'LINEAR' as const,
    linearConfiguration: { stepPercent: 50, stepBakeTimeInMinutes: 0 },
    bakeTimeInMinutes: 0,
    lifecycleHooks: [pauseAt(['PRE_PRODUCTION_TRAFFIC_SHIFT', 'POST_PRODUCTION_TRAFFIC_SHIFT'], 90)],
  };

  it('finds the one that is under way, with its version and image, and takes it for nobody else', async () => {
    await start(JUDGED);
    expect(await begunByOthers(aws.ecs, adopting)).toBeUndefined();
    await world.deploy('cart:2');
    const begun = await begunByOthers(aws.ecs, adopting);
    expect(begun).toEqual({ arn: expect.any(String), version: 'cart-2', image: 'cart:2' });
    const found = await native().lookAtService(adopting);
    expect(found).toMatchObject({
      stable: 'cart-1',
      underWay: { arn: begun?.arn, version: 'cart-2', isOwn: false, refusals: [] },
    });
  });

  it('leaves what a rollout has begun to that, and what goes back already to ECS', async () => {
    await start(JUDGED);
    const arn = await native().deployVersion(spec, 'v2', 'run-1');
    expect(await begunByOthers(aws.ecs, adopting)).toBeUndefined();
    await world.deploy('cart:3');
    await world.paused();
    const begun = await begunByOthers(aws.ecs, adopting);
    expect(begun?.arn).not.toBe(arn);
    await native().stopDeployment(begun?.arn ?? '');
    expect(await begunByOthers(aws.ecs, adopting)).toBeUndefined();
    await world.untilStatus('ROLLBACK_SUCCESSFUL');
  });

  it('takes no permission to change the service or to make task definitions', async () => {
    await start(JUDGED);
    await world.deploy('cart:2');
    const asked = (await aws.calls()).length;
    const { underWay: { arn = '' } = {} } = await native().lookAtService(adopting);
    const { pause } = await until(() => native().awaitPause(arn, undefined));
    await native().continueDeployment(arn, pause?.hook ?? '');
    await native().stopDeployment(arn);
    await until(() => native().awaitEnd(arn));
    const statements = ecsNativeStatements(adopting, placeIn('eu-west-1', '123456789012'), []);
    const { denied } = await heldAgainst(
      policyDocument(statements),
      (await aws.calls()).slice(asked),
      'test',
    );
    expect(denied).toEqual([]);
    const actions = statements.flatMap((each) => each.actions).join();
    expect(actions).not.toMatch(/UpdateService|RegisterTaskDefinition|PassRole|TagResource/);
  });

  it('takes one over that has shifted traffic before it was judged, and says how much', async () => {
    await start(JUDGED);
    await world.deploy('cart:2');
    await world.answer(await world.paused());
    const gives = ({ targetServiceRevision }: ServiceDeployment) =>
      targetServiceRevision?.requestedProductionTrafficWeight;
    await eventually(async () => (gives(await world.describe()) === 50 ? true : undefined));
    expect((await native().lookAtService(adopting)).underWay).toMatchObject({ weight: 50, refusals: [] });
  });

  it('refuses one that waits for nobody any more', async () => {
    await start({ ...JUDGED, bakeTimeInMinutes: 1440 });
    await world.deploy('cart:2');
    for (let pauses = 0; pauses < 3; pauses++) await world.answer(await world.paused());
    await eventually(async () => (await world.describe()).lifecycleStage === 'BAKE_TIME');
    expect((await native().lookAtService(adopting)).underWay?.refusals).toEqual([
      'has a deployment that waits for nobody any more (BAKE_TIME)',
    ]);
  });

  it('waits, at a pause before any traffic, for whoever has it', async () => {
    const own = pauseAt(['POST_SCALE_UP'], 90);
    await start({ ...JUDGED, lifecycleHooks: [...JUDGED.lifecycleHooks, own] });
    await world.deploy('cart:2');
    const { serviceDeploymentArn: arn = '' } = await world.paused();
    await expect(native().awaitPause(arn, undefined)).rejects.toThrow(
      'ECS waits at POST_SCALE_UP for whoever has a hook there',
    );
    await world.answer(await world.describe());
    expect(await until(() => native().awaitPause(arn, undefined))).toMatchObject({ pause: {} });
  });

  it.each<[string, object, RegExp]>([
    ['have other steps', { ...JUDGED, linearConfiguration: { stepPercent: 20 } }, /has deployments of the steps 20, 40, 60, 80, 100, and the plan has 50, 100/],
    ['pause nowhere', { ...JUDGED, lifecycleHooks: [] }, /has no pause at PRE_PRODUCTION_TRAFFIC_SHIFT.*, and has no pause at POST_PRODUCTION_TRAFFIC_SHIFT/],
  ])('refuses a service whose deployments %s', async (_, configuration, reason) => {
    await start(configuration);
    await expect(native().lookAtService(adopting)).rejects.toThrow(reason);
  }); // prettier-ignore
});

describe('where no listener rule is before the service', () => {
  const lattice = { roleArn: 'arn:aws:iam::123456789012:role/ecs', targetGroupArn: 'arn:aws:vpc-lattice:eu-west-1:123456789012:targetgroup/tg-0', portName: 'http' };

  it.each<[string, object, RegExp]>([
    ['Service Connect', { serviceConnectConfiguration: { enabled: true, namespace: 'shop' } }, /^Service Connect tells nothing by revision/],
    ['VPC Lattice', { vpcLatticeConfigurations: [lattice] }, /^the metrics of VPC Lattice are not read/],
    ['a gateway', { gatewayConnectors: [{ portName: 'http' }] }, /^a gateway of ECS tells nothing by revision/],
  ])('lets ECS shift what %s splits, and says that it counts nothing by revision', async (_, before, why) => {
    world = await startShifting(aws, OWN);
    await world.create({ loadBalancers: undefined, ...before });
    await world.untilStatus('SUCCESSFUL');
    expect(await whyUncounted(aws.ecs, spec)).toMatch(why);
    const arn = await native().deployVersion(spec, 'v2', 'run-1');
    const weights: unknown[] = [];
    let found = await until(() => native().awaitPause(arn, undefined));
    expect([await native().healthyTargets(spec, 'v2'), await native().healthyTargets(spec, 'cart-1')]).toEqual([2, 2]);
    while (!isOver(found)) {
      weights.push(found.split.at(-1)?.weight);
      const { hook = '' } = found.pause ?? {};
      await native().continueDeployment(arn, hook);
      found = await until(() => native().awaitPause(arn, hook));
    }
    expect({ weights, status: found.status }).toEqual({ weights: [0, 50, 100], status: 'SUCCESSFUL' });
    expect(await native().healthyTargets(spec, 'v2')).toBeNull();
    expect((await native().lookAtService(spec)).stable).toBe('v2');
  });
}); // prettier-ignore

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
