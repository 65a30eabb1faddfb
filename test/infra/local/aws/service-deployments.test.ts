import {
  ContinueServiceDeploymentCommand,
  DescribeServiceDeploymentsCommand,
  ListServiceDeploymentsCommand,
  StopServiceDeploymentCommand,
  type ServiceDeployment,
} from '@aws-sdk/client-ecs';
import { PutMetricAlarmCommand, SetAlarmStateCommand } from '@aws-sdk/client-cloudwatch';
import { LINEAR, pauseAt, startShifting, weightsIn, type ShiftingWorld } from './shifting-world.ts';
import { startAws, type AwsServer } from './server.ts';
import { until } from './until.ts';

// Beside each rule stands what AWS's documentation says of it. GUIDE is https://docs.aws.amazon.com/AmazonECS/latest/developerguide,
// API is https://docs.aws.amazon.com/AmazonECS/latest/APIReference.

let aws: AwsServer;
beforeAll(async () => void (aws = await startAws()));
afterAll(() => aws.stop());

/** The SDK does not know every stage that its own hooks may be at. */
const stageOf = ({ lifecycleStage }: ServiceDeployment): string | undefined => lifecycleStage;

/** A service that runs version 1, and whose deployment of version 2 has begun. */
async function deploying(configuration = LINEAR, settings: object = {}): Promise<ShiftingWorld> {
  const world = await startShifting(aws, configuration);
  await world.create();
  await world.untilStatus('SUCCESSFUL');
  await world.deploy('cart:2', settings);
  return world;
}

// GUIDE/service-deployment.html: "Amazon ECS automatically creates a new service deployment when [...] a user creates a service."
it("deploys a new service's first revision into the target group that has the traffic", async () => {
  const world = await startShifting(aws, LINEAR, { a: 0, b: 100 });
  await world.create();
  const first = await world.untilStatus('SUCCESSFUL');
  expect(first).toMatchObject({ sourceServiceRevisions: [], targetServiceRevision: { runningTaskCount: 2 } });
  expect([await world.alb.targets('a'), await world.alb.targets('b')]).toEqual([0, 2]);
});

// GUIDE/deployment-type-linear.html: "traffic is shifted in equal percentage increments".
// API/API_DeploymentLifecycleHook.html: "For linear and canary deployments, this stage is invoked before every traffic shift step."
it('shifts in equal steps, and pauses before each of them and after the last', async () => {
  const world = await deploying();
  const seen: unknown[] = [];
  for (let hooks = 0; hooks < 5; hooks++) {
    const deployment = await world.paused();
    seen.push([deployment.lifecycleStage, ...weightsIn(deployment), await world.alb.weights()]);
    await world.answer(deployment);
  }
  const weights = (a: number, b: number) => [['a', a], ['b', b]]; // prettier-ignore
  expect(seen).toEqual([
    ['PRE_PRODUCTION_TRAFFIC_SHIFT', 100, 0, weights(100, 0)],
    ['PRE_PRODUCTION_TRAFFIC_SHIFT', 75, 25, weights(75, 25)],
    ['PRE_PRODUCTION_TRAFFIC_SHIFT', 50, 50, weights(50, 50)],
    ['PRE_PRODUCTION_TRAFFIC_SHIFT', 25, 75, weights(25, 75)],
    ['POST_PRODUCTION_TRAFFIC_SHIFT', 0, 100, weights(0, 100)],
  ]);
  await world.untilStatus('SUCCESSFUL');
});

// GUIDE/canary-deployment.html: a percentage first, and the rest at once.
it('shifts a canary percentage, and then all the rest', async () => {
  const world = await deploying({
    ...LINEAR,
    strategy: 'CANARY',
    linearConfiguration: undefined,
    canaryConfiguration: { canaryPercent: 0.5, canaryBakeTimeInMinutes: 0 },
  });
  await world.answer(await world.paused());
  expect(weightsIn(await world.paused())).toEqual([99.5, 0.5]);
  expect(await world.alb.weights()).toEqual([['a', 995], ['b', 5]]); // prettier-ignore
  await world.answer(await world.paused());
  expect(weightsIn(await world.paused())).toEqual([0, 100]);
});

// GUIDE/deployment-type-blue-green.html: all traffic shifts at once.
it('shifts all traffic at once where it deploys blue/green', async () => {
  const world = await deploying({
    strategy: 'BLUE_GREEN',
    bakeTimeInMinutes: 0,
    lifecycleHooks: LINEAR.lifecycleHooks,
  });
  await world.answer(await world.paused());
  expect(await world.paused()).toMatchObject({ lifecycleStage: 'POST_PRODUCTION_TRAFFIC_SHIFT' });
  expect(await world.alb.weights()).toEqual([['a', 0], ['b', 100]]); // prettier-ignore
});

// API/API_DeploymentLifecycleHook.html, PRE_SCALE_UP: "The green service revision has not started. The blue service revision is
// handling 100% of the production traffic." POST_SCALE_UP: "The green service revision has started."
it('scales the new revision up between PRE_SCALE_UP and POST_SCALE_UP, to as many tasks as the old one has', async () => {
  const world = await deploying({
    ...LINEAR,
    lifecycleHooks: [pauseAt(['PRE_SCALE_UP', 'POST_SCALE_UP'])],
  });
  const before = await world.paused();
  expect(before).toMatchObject({
    lifecycleStage: 'PRE_SCALE_UP',
    targetServiceRevision: { requestedTaskCount: 0 },
  });
  await world.answer(before);
  const after = await until(world.paused, (each) => each.lifecycleStage === 'POST_SCALE_UP');
  expect(after).toMatchObject({ targetServiceRevision: { runningTaskCount: 2 } });
  expect([await world.alb.targets('a'), await world.alb.targets('b')]).toEqual([2, 2]);
});

// API/API_DeploymentLifecycleHook.html, CLEAN_UP: "The stage when the blue service revision has completely scaled down to 0 running tasks."
it('stops the old tasks at the end, and takes the other target group the next time', async () => {
  const world = await deploying({ ...LINEAR, lifecycleHooks: [] });
  await world.untilStatus('SUCCESSFUL');
  expect([await world.alb.targets('a'), await world.alb.targets('b')]).toEqual([0, 2]);
  await world.deploy('cart:3');
  await until(
    () => world.alb.weights(),
    (weights) => weights.some(([name, weight]) => name === 'a' && weight === 100),
  );
  await world.untilStatus('SUCCESSFUL');
  expect([await world.alb.targets('a'), await world.alb.targets('b')]).toEqual([2, 0]);
});

it('writes the rule by itself, under its own name, and keeps what else the rule says', async () => {
  const world = await deploying({ ...LINEAR, lifecycleHooks: [] });
  await world.untilStatus('SUCCESSFUL');
  const writes = (await world.ownCalls()).filter(({ action }) => action === 'ModifyRule');
  expect(writes.map(({ parameters }) => parameters.weights)).toEqual(
    [25, 50, 75, 100].map((weight) => ({ 'cart-a': 100 - weight, 'cart-b': weight })),
  );
  const [action] = await world.alb.actions();
  expect(action?.ForwardConfig?.TargetGroupStickinessConfig).toMatchObject({ DurationSeconds: 300 });
});

it('says which target group and which rule serve each revision', async () => {
  const world = await deploying();
  const { sourceServiceRevisions, targetServiceRevision } = await world.paused();
  const serving = async (arn?: string) => (await world.revision(arn)).resolvedConfiguration?.loadBalancers;
  const productionListenerRule = world.alb.rule;
  expect(await serving(sourceServiceRevisions?.[0]?.arn)).toEqual([
    { targetGroupArn: world.alb.group('a'), productionListenerRule },
  ]);
  expect(await serving(targetServiceRevision?.arn)).toEqual([
    { targetGroupArn: world.alb.group('b'), productionListenerRule },
  ]);
  const { currentServiceDeployment, currentServiceRevisions } = await world.service();
  expect(currentServiceDeployment).toBe((await world.describe()).serviceDeploymentArn);
  expect(currentServiceRevisions).toHaveLength(2);
});

// GUIDE/pause-lifecycle-hooks.html: "Amazon ECS generates a unique hookId for the pause hook."
it('gives each pause an id of its own, with when it ends and what silence means', async () => {
  const world = await deploying();
  const first = await world.paused();
  const hook = world.hookOf(first);
  expect(hook).toMatchObject({ targetType: 'PAUSE', timeoutAction: 'ROLLBACK', expiresAt: expect.any(Date) });
  await world.answer(first);
  const next = await world.paused();
  expect(next.lifecycleHookDetails?.map(({ status }) => status)).toEqual(['SUCCEEDED', 'AWAITING_ACTION']);
  expect(world.hookOf(next)?.hookId).not.toBe(hook?.hookId);
});

describe('the way back', () => {
  /** All traffic at the old revision, the new one's tasks gone, the service as before. */
  const expectAsBefore = async (world: ShiftingWorld) => {
    expect(await world.alb.weights()).toEqual([['a', 100], ['b', 0]]); // prettier-ignore
    expect([await world.alb.targets('a'), await world.alb.targets('b')]).toEqual([2, 0]);
    expect((await world.service()).taskDefinition).toMatch(/cart:1$/);
  };

  // GUIDE/continue-service-deployment.html: "ROLLBACK - This option rolls back the service deployment to the previous service revision."
  it('is taken where a pause is answered with ROLLBACK', async () => {
    const world = await deploying();
    await world.answer(await world.paused());
    await world.answer(await until(world.paused, (each) => weightsIn(each)[1] === 25), 'ROLLBACK');
    const { rollback, sourceServiceRevisions } = await world.untilStatus('ROLLBACK_SUCCESSFUL');
    // GUIDE/service-revision.html: "Amazon ECS doesn't create a new service revision for a rollback operation."
    expect(rollback?.serviceRevisionArn).toBe(sourceServiceRevisions?.[0]?.arn);
    await expectAsBefore(world);
  });

  // GUIDE/stop-service-deployment.html: "IN_PROGRESS - The service deployment moves to the ROLLBACK_REQUESTED state, and then the
  // rollback operation starts."
  it('is taken where the deployment is stopped, also in the middle of a bake', async () => {
    const world = await deploying({
      ...LINEAR,
      linearConfiguration: { stepPercent: 50, stepBakeTimeInMinutes: 1440 },
      lifecycleHooks: [],
    });
    const { serviceDeploymentArn } = await until(
      () => world.describe(),
      (each) => weightsIn(each)[1] === 50,
    );
    await world.stop(serviceDeploymentArn);
    await world.untilStatus('ROLLBACK_SUCCESSFUL');
    await expectAsBefore(world);
  });

  // Not documented: old tasks that have stopped cannot get the traffic back, so others have to start first.
  it('starts old tasks anew where the deployment is stopped while they stop', async () => {
    const world = await deploying();
    await aws.knobs({ ecs_start_ms: 300, ecs_stop_ms: 60_000 });
    for (let hooks = 0; hooks < 5; hooks++) await world.answer(await world.paused());
    const { serviceDeploymentArn } = await until(
      () => world.describe(),
      (each) => each.lifecycleStage === 'CLEAN_UP',
    );
    expect(await world.alb.targets('a')).toBe(0);
    await world.stop(serviceDeploymentArn);
    expect(weightsIn(await world.describe())).toEqual([0, 100]);
    await until(
      () => world.alb.weights(),
      ([a]) => a?.[1] === 100,
    );
    expect(await world.alb.targets('a')).toBe(2);
  });

  // GUIDE/pause-lifecycle-hooks.html: "The deployment remains paused until you call ContinueServiceDeployment [...], or until the
  // configured timeout is reached."
  it('is taken when nobody answers a pause in time', async () => {
    const world = await startShifting(aws, {
      ...LINEAR,
      lifecycleHooks: [pauseAt(['PRE_PRODUCTION_TRAFFIC_SHIFT'], 1)],
    });
    await aws.knobs({ ecs_minute_s: 0.05 });
    await world.create();
    await world.untilStatus('SUCCESSFUL');
    await world.deploy('cart:2');
    const { lifecycleHookDetails, statusReason } = await world.untilStatus('ROLLBACK_SUCCESSFUL');
    expect(lifecycleHookDetails?.[0]?.status).toBe('TIMED_OUT');
    expect(statusReason).toMatch(/timed out/);
    await expectAsBefore(world);
  });

  // API/API_DeploymentLifecycleHookTimeoutConfiguration.html: "CONTINUE - Proceeds the deployment to the next lifecycle stage."
  it('is not taken when silence means to go on', async () => {
    const world = await startShifting(aws, {
      ...LINEAR,
      lifecycleHooks: [pauseAt(['PRE_PRODUCTION_TRAFFIC_SHIFT'], 1, 'CONTINUE')],
    });
    await aws.knobs({ ecs_minute_s: 0.05 });
    await world.create();
    await world.untilStatus('SUCCESSFUL');
    await world.deploy('cart:2');
    await until(() => world.describe(), ({ status, sourceServiceRevisions }) => status === 'SUCCESSFUL' && sourceServiceRevisions?.length === 1); // prettier-ignore
    expect(await world.alb.weights()).toEqual([['a', 0], ['b', 100]]); // prettier-ignore
  });

  // GUIDE/deployment-alarm-failure.html: an alarm that goes off fails the deployment; one that was off already is not looked at.
  it('is taken when an alarm of the service goes off', async () => {
    const alarm = { AlarmName: 'cart-errors', Namespace: 'cart', MetricName: 'errors', Period: 60 };
    const world = await startShifting(aws);
    const threshold = { Threshold: 1, EvaluationPeriods: 1, Statistic: 'Sum' as const };
    await aws.cloudWatch.send(
      new PutMetricAlarmCommand({ ...alarm, ...threshold, ComparisonOperator: 'GreaterThanThreshold' }),
    );
    const alarms = { alarmNames: ['cart-errors'], enable: true, rollback: true };
    await world.create({ deploymentConfiguration: { ...LINEAR, alarms } });
    await world.untilStatus('SUCCESSFUL');
    await world.deploy('cart:2');
    await world.paused();
    await aws.cloudWatch.send(
      new SetAlarmStateCommand({ AlarmName: 'cart-errors', StateValue: 'ALARM', StateReason: 'a test' }),
    );
    expect(await world.untilStatus('ROLLBACK_SUCCESSFUL')).toMatchObject({
      statusReason: expect.stringContaining('cart-errors'),
      alarms: { status: 'TRIGGERED', triggeredAlarmNames: ['cart-errors'] },
    });
    await expectAsBefore(world);
  });

  // GUIDE/troubleshooting-blue-green.html, of the asynchronous path: errors appear in statusReason "and cause a deployment rollback".
  it('is taken when somebody else changes the rule meanwhile', async () => {
    const world = await deploying();
    await world.answer(await world.paused());
    const deployment = await until(world.paused, (each) => weightsIn(each)[1] === 25);
    await world.alb.weigh({ a: 90, b: 10 });
    await world.answer(deployment);
    const { statusReason } = await world.untilStatus('ROLLBACK_SUCCESSFUL');
    expect(statusReason).toMatch(/changed outside/);
    await expectAsBefore(world);
  });

  it('is taken at once when two target groups have traffic at the start', async () => {
    const world = await startShifting(aws);
    await world.create();
    await world.untilStatus('SUCCESSFUL');
    await world.alb.weigh({ a: 90, b: 10 });
    await world.deploy('cart:2');
    const { statusReason } = await world.untilStatus('ROLLBACK_SUCCESSFUL');
    expect(statusReason).toMatch(/exactly one target group serving traffic but found 2/);
  });

  it('fails where the rule has gone, and the deployment says so', async () => {
    const world = await deploying();
    const deployment = await world.paused();
    await aws.faults([
      { service: 'elasticloadbalancing', action: 'ModifyRule', error: 'RuleNotFound', times: -1 },
    ]);
    await world.answer(deployment, 'ROLLBACK');
    expect((await world.untilStatus('ROLLBACK_FAILED')).statusReason).toMatch(/RuleNotFound/);
  });
});

it('repeats a write that the load balancer throttles', async () => {
  const world = await deploying();
  const throttled = { service: 'elasticloadbalancing', action: 'ModifyRule', error: 'ThrottlingException' };
  await aws.faults([throttled]);
  await world.answer(await world.paused());
  await until(world.paused, (each) => weightsIn(each)[1] === 25);
});

// API/API_DeploymentLifecycleHook.html: RECONCILE_SERVICE "only happens when you start a new service deployment with more than 1 service
// revision in an ACTIVE state".
it('replaces a deployment that is under way, and reconciles first', async () => {
  const world = await deploying();
  await world.answer(await world.paused());
  const replaced = await until(world.paused, (each) => weightsIn(each)[1] === 25);
  const stages = ['RECONCILE_SERVICE' as const, 'PRE_PRODUCTION_TRAFFIC_SHIFT' as const];
  const deploymentConfiguration = { ...LINEAR, lifecycleHooks: [pauseAt(stages)] };
  await world.deploy('cart:3', { deploymentConfiguration });
  expect(await world.describe(replaced.serviceDeploymentArn)).toMatchObject({ status: 'STOPPED' });
  const deployment = await world.paused();
  expect(deployment).toMatchObject({ lifecycleStage: 'RECONCILE_SERVICE' });
  expect(deployment.sourceServiceRevisions).toHaveLength(2);
  await world.answer(deployment);
  const next = await until(world.paused, (each) => stageOf(each) === 'PRE_PRODUCTION_TRAFFIC_SHIFT');
  expect(weightsIn(next)).toEqual([100, 0]);
  expect(await world.alb.weights()).toEqual([['a', 100], ['b', 0]]); // prettier-ignore
  expect([await world.alb.targets('a'), await world.alb.targets('b')]).toEqual([2, 2]);
});

it('scales both revisions while traffic is shifted', async () => {
  const world = await deploying();
  await world.paused();
  await world.deploy('cart:3', { taskDefinition: undefined, desiredCount: 3 });
  await until(
    () => world.alb.targets('b'),
    (count) => count === 3,
  );
  expect(await world.alb.targets('a')).toBe(3);
});

// GUIDE/service-connect-blue-green.html: "All traffic between services passes through the Service Connect proxy, which makes routing decisions".
describe('by Service Connect', () => {
  const offered = {
    portName: 'http',
    discoveryName: 'cart',
    clientAliases: [{ port: 8080, dnsName: 'cart' }],
  };
  const connected = {
    loadBalancers: undefined,
    serviceConnectConfiguration: { enabled: true, namespace: 'shop', services: [offered] },
  };
  /** Under which name and port callers find the service, and the parts of its revisions, the newest first. */
  const seen = async () =>
    (await aws.connected()).map(({ name, port, revisions }) =>
      [`${name}:${port}`, ...revisions.map(({ weight }) => weight)].join(' '),
    );
  const expectWeights = (...weights: number[]) =>
    until(seen, (found) => found.join() === ['cart.shop:8080', ...weights].join(' '));

  it('splits requests between the revisions from step to step', async () => {
    const world = await startShifting(aws, LINEAR);
    await world.create(connected);
    await world.untilStatus('SUCCESSFUL');
    await expectWeights(1000);
    await world.deploy('cart:2');
    for (const weight of [0, 250, 500, 750]) {
      const paused = await world.paused();
      await expectWeights(weight, 1000 - weight);
      await world.answer(paused);
    }
    await expectWeights(1000, 0);
  });

  it('gives all requests back to the old revision', async () => {
    const world = await startShifting(aws, LINEAR);
    await world.create(connected);
    await world.untilStatus('SUCCESSFUL');
    await world.deploy('cart:2');
    await world.answer(await world.paused());
    await expectWeights(250, 750);
    await world.stop((await world.describe()).serviceDeploymentArn);
    await world.untilStatus('ROLLBACK_SUCCESSFUL');
    await expectWeights(1000);
  });
});

it('lists deployments by status, the newest first', async () => {
  const world = await deploying();
  await world.paused();
  expect((await world.list()).map(({ status }) => status)).toEqual(['IN_PROGRESS', 'SUCCESSFUL']);
  expect(await world.list({ status: ['SUCCESSFUL'] })).toHaveLength(1);
  expect(await world.list({ createdAt: { after: new Date('2100-01-01') } })).toEqual([]);
});

describe('refuses', () => {
  // API/API_ContinueServiceDeployment.html: the errors; "the default action is CONTINUE".
  it('to continue what is not there, is over, or has been answered', async () => {
    const world = await deploying();
    const paused = await world.paused();
    const { serviceDeploymentArn = '' } = paused;
    await world.answer(paused);
    await expect(world.answer(paused)).rejects.toMatchObject({ name: 'InvalidParameterException' });
    const unknown = { serviceDeploymentArn: `${serviceDeploymentArn}x`, hookId: 'ecs-pause-x' };
    await expect(aws.ecs.send(new ContinueServiceDeploymentCommand(unknown))).rejects.toMatchObject({
      name: 'ServiceDeploymentNotFoundException',
    });
    const next = await world.paused();
    await world.stop(serviceDeploymentArn);
    await expect(world.answer(next)).rejects.toThrow(/must be IN_PROGRESS/);
  });

  // API/API_StopServiceDeployment.html: "The valid values are ROLLBACK."
  it('to stop what is over, or otherwise than by rolling back', async () => {
    const world = await startShifting(aws);
    await world.create();
    const { serviceDeploymentArn } = await world.untilStatus('SUCCESSFUL');
    await expect(world.stop(serviceDeploymentArn)).rejects.toMatchObject({ name: 'ConflictException' });
    const abort = new StopServiceDeploymentCommand({ serviceDeploymentArn, stopType: 'ABORT' });
    await expect(aws.ecs.send(abort)).rejects.toMatchObject({ name: 'InvalidParameterException' });
  });

  it('to list those of a service that is not there, and answers MISSING for an unknown one', async () => {
    await startShifting(aws);
    const list = new ListServiceDeploymentsCommand({ cluster: 'shop', service: 'cart' });
    await expect(aws.ecs.send(list)).rejects.toMatchObject({ name: 'ServiceNotFoundException' });
    const unknown = new DescribeServiceDeploymentsCommand({ serviceDeploymentArns: ['x'] });
    expect((await aws.ecs.send(unknown)).failures).toEqual([{ arn: 'x', reason: 'MISSING' }]);
  });

  it.each([
    // API/API_DeploymentLifecycleHook.html: "PAUSE hooks cannot be configured at TEST_TRAFFIC_SHIFT or PRODUCTION_TRAFFIC_SHIFT stages."
    [
      'a pause while traffic shifts',
      { lifecycleHooks: [pauseAt(['PRODUCTION_TRAFFIC_SHIFT'])] },
      /cannot be configured/,
    ],
    // GUIDE/pause-lifecycle-hooks.html: from 1 to 20,160 minutes.
    [
      'a pause of a month',
      { lifecycleHooks: [pauseAt(['POST_SCALE_UP'], 43_200)] },
      /timeoutInMinutes must be between 1 and 20160/,
    ],
    // API/API_LinearConfiguration.html: "Valid values are multiples of 0.1 from 3.0 to 100.0."
    [
      'steps of 2 %',
      { linearConfiguration: { stepPercent: 2 } },
      /stepPercent must be between 3.0 and 100.0/,
    ],
    ['steps of 12.55 %', { linearConfiguration: { stepPercent: 12.55 } }, /multiple of 0.1/],
    ['a bake of two days', { bakeTimeInMinutes: 2880 }, /bakeTimeInMinutes must be between 0 and 1440/],
    // API/API_DeploymentConfiguration.html: "Only valid when the deployment strategy is CANARY."
    ["another strategy's settings", { canaryConfiguration: { canaryPercent: 5 } }, /only valid when/],
    // API/API_DeploymentConfiguration.html: "You must provide this parameter when you use the BLUE_GREEN deployment strategy."
    [
      'blue/green without a bake time',
      { strategy: 'BLUE_GREEN' as const, linearConfiguration: undefined, bakeTimeInMinutes: undefined },
      /bakeTimeInMinutes is required/,
    ],
  ])('%s', async (_, changes, message) => {
    // prettier-ignore
    const world = await startShifting(aws);
    const deploymentConfiguration = { ...LINEAR, ...changes };
    await expect(world.create({ deploymentConfiguration })).rejects.toThrow(message);
  });

  // GUIDE/troubleshooting-blue-green.html: "Must be RuleArn for ALB or ListenerArn for NLB."
  it("a listener's ARN in place of a rule's", async () => {
    const world = await startShifting(aws);
    const advancedConfiguration = {
      ...world.balancer.advancedConfiguration,
      productionListenerRule: world.alb.listener,
    };
    const loadBalancers = [{ ...world.balancer, advancedConfiguration }];
    await expect(world.create({ loadBalancers })).rejects.toThrow(/Must be RuleArn for ALB/);
  });

  it('Lambda hooks, which it does not run, with a clear error', async () => {
    const world = await startShifting(aws);
    const hook = {
      hookTargetArn: 'arn:aws:lambda:eu-west-1:123456789012:function:f',
      lifecycleStages: ['POST_SCALE_UP' as const],
    };
    const deploymentConfiguration = { ...LINEAR, lifecycleHooks: [hook] };
    await expect(world.create({ deploymentConfiguration })).rejects.toMatchObject({
      name: 'UnsupportedFeatureException',
    });
  });
});
