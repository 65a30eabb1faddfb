import {
  ApplicationAutoScalingClient,
  DescribeScalableTargetsCommand,
  DescribeScalingPoliciesCommand,
  DescribeScheduledActionsCommand,
  ListTagsForResourceCommand,
  PutScalingPolicyCommand,
  PutScheduledActionCommand,
  RegisterScalableTargetCommand,
} from '@aws-sdk/client-application-auto-scaling';
import { DescribeAlarmsCommand, PutMetricAlarmCommand } from '@aws-sdk/client-cloudwatch';
import { applicationAutoScaling } from '../../../activities/scaling/application-auto-scaling.ts';
import { TASKS } from '../../../activities/scaling/scalable-targets.ts';
import type { Scaling, Succession } from '../../../activities/scaling/scaling.ts';
import { ANSWERS, truly } from '../../infra/local/aws/answers.ts';
import { startAws, type AwsServer } from '../../infra/local/aws/server.ts';
import { eventually } from '../../infra/local/eventually.ts';
import { startEcs, type EcsWorld } from '../provisioners/ecs-world.ts';

let aws: AwsServer;
let client: ApplicationAutoScalingClient;
let scaling: Scaling;
let world: EcsWorld;
let succession: Succession;
beforeAll(async () => {
  aws = await startAws();
  client = new ApplicationAutoScalingClient(aws.settings);
  scaling = applicationAutoScaling(client, aws.cloudWatch);
});
afterAll(() => aws.stop());

const OLD = { ...TASKS, ResourceId: 'service/shop/cart' };
const NEW = { ...TASKS, ResourceId: 'service/shop/cart-v1' };
const NIGHT = {
  Schedule: 'cron(0 22 * * ? *)',
  Timezone: 'Europe/Zurich',
  ScalableTargetAction: { MinCapacity: 1 },
};
const DAY = 86_400_000;
const groupName = (name: string) => world.alb.group(name).split(':').at(-1) ?? '';
const requestsPerTarget = (group: string) =>
  ({
    TargetValue: 100,
    PredefinedMetricSpecification: {
      PredefinedMetricType: 'ALBRequestCountPerTarget',
      ResourceLabel: `app/shop/0123456789abcdef/${group}`,
    },
  }) as const;

/** Version v0, scaled in every way, and its copy v1. */
beforeEach(async () => {
  await aws.reset();
  await aws.knobs({ agent: 'simulated', ecs_start_ms: 10, ecs_stop_ms: 10 });
  world = await startEcs(aws);
  const provisioner = world.provisioner();
  await provisioner.create('v1', 'run-1');
  await eventually(async () => (await provisioner.readiness('v1')).kind === 'ready');
  succession = (await provisioner.succession?.('v0', 'v1')) as Succession;
  await client.send(
    new RegisterScalableTargetCommand({ ...OLD, MinCapacity: 2, MaxCapacity: 9, Tags: { team: 'shop' } }),
  );
  await client.send(
    new PutScalingPolicyCommand({
      ...OLD,
      PolicyName: 'requests',
      PolicyType: 'TargetTrackingScaling',
      TargetTrackingScalingPolicyConfiguration: requestsPerTarget(groupName('a')),
    }),
  );
  const { PolicyARN = '' } = await client.send(
    new PutScalingPolicyCommand({
      ...OLD,
      PolicyName: 'in',
      PolicyType: 'StepScaling',
      StepScalingPolicyConfiguration: {
        AdjustmentType: 'ChangeInCapacity',
        StepAdjustments: [{ MetricIntervalUpperBound: 0, ScalingAdjustment: -1 }],
      },
    }),
  );
  await aws.cloudWatch.send(
    new PutMetricAlarmCommand({
      AlarmName: 'idle',
      Namespace: 'AWS/ECS',
      MetricName: 'CPUUtilization',
      Dimensions: [
        { Name: 'ClusterName', Value: 'shop' },
        { Name: 'ServiceName', Value: 'cart' },
      ],
      Statistic: 'Average',
      Period: 60,
      EvaluationPeriods: 3,
      Threshold: 20,
      ComparisonOperator: 'LessThanThreshold',
      AlarmActions: [PolicyARN, 'arn:aws:sns:eu-west-1:123456789012:oncall'],
    }),
  );
  for (const [ScheduledActionName, times] of Object.entries({
    night: {},
    over: { EndTime: new Date(Date.now() - DAY) },
  }))
    await client.send(new PutScheduledActionCommand({ ...OLD, ScheduledActionName, ...NIGHT, ...times }));
});

async function found({ ResourceId }: { readonly ResourceId: string }) {
  const of = { ...TASKS, ResourceId };
  const { ScalableTargets: [target] = [] } = await client.send(
    new DescribeScalableTargetsCommand({ ...TASKS, ResourceIds: [ResourceId] }),
  );
  if (target === undefined) return undefined;
  const { ScalingPolicies = [] } = await client.send(new DescribeScalingPoliciesCommand(of));
  const { ScheduledActions = [] } = await client.send(new DescribeScheduledActionsCommand(of));
  const { Tags } = await client.send(
    new ListTagsForResourceCommand({ ResourceARN: target.ScalableTargetARN }),
  );
  return { target, Tags, policies: ScalingPolicies, actions: ScheduledActions };
}
const alarm = async () =>
  (await aws.cloudWatch.send(new DescribeAlarmsCommand({ AlarmNames: ['idle'] }))).MetricAlarms?.[0];

async function expectCopied() {
  const after = await found(NEW);
  expect(after).toMatchObject({
    target: { MinCapacity: 2, MaxCapacity: 9, SuspendedState: { DynamicScalingInSuspended: false } },
    Tags: { team: 'shop' },
    policies: [
      {
        PolicyName: 'requests',
        TargetTrackingScalingPolicyConfiguration: requestsPerTarget(groupName('b')),
        Alarms: [],
      },
      {
        PolicyName: 'in',
        StepScalingPolicyConfiguration: { StepAdjustments: [{ ScalingAdjustment: -1 }] },
        Alarms: [{ AlarmName: 'idle' }],
      },
    ],
    actions: [{ ScheduledActionName: 'night', ...NIGHT }],
  });
  expect(after?.Tags).toEqual({ team: 'shop' });
  expect(after?.actions.length).toBe(1);
  expect(await alarm()).toMatchObject({
    Dimensions: [
      { Name: 'ClusterName', Value: 'shop' },
      { Name: 'ServiceName', Value: 'cart-v1' },
    ],
    Period: 60,
    EvaluationPeriods: 3,
    Threshold: 20,
    AlarmActions: [after?.policies[1]?.PolicyARN, 'arn:aws:sns:eu-west-1:123456789012:oncall'],
  });
}

describe.each(ANSWERS)('on an AWS %s', (_, answers) => {
  beforeEach(() => aws.knobs(answers));
  const seen = (of: Parameters<typeof found>[0]) => truly(aws, answers, () => found(of));
  const expectHandedOver = () => truly(aws, answers, expectCopied);
  const hold = () =>
    eventually(() => scaling.hold([OLD.ResourceId], 'canary/shop/cart').catch(() => undefined));

  it('gives the copy the bounds, policies, alarms and schedules of the service that it replaces', async () => {
    expect(await scaling.handOver(succession)).toEqual([]);
    await expectHandedOver();
  });

  it('gives it scale-in as it was before the rollout held it', async () => {
    await hold();
    expect(await scaling.handOver(succession)).toEqual([]);
    await expectHandedOver();
  });

  it('gives it scale-in suspended where it was suspended before', async () => {
    await truly(aws, answers, () =>
      client.send(
        new RegisterScalableTargetCommand({ ...OLD, SuspendedState: { DynamicScalingInSuspended: true } }),
      ),
    );
    await hold();
    await scaling.handOver(succession);
    expect((await seen(NEW))?.target.SuspendedState).toMatchObject({ DynamicScalingInSuspended: true });
  });

  it.each(['RegisterScalableTarget', 'PutScalingPolicy', 'PutMetricAlarm', 'PutScheduledAction'])(
    'ends what an attempt left when the reply to its %s was lost',
    async (action) => {
      const service = action === 'PutMetricAlarm' ? 'monitoring' : 'application-autoscaling';
      await aws.faults([{ service, action, error: 'InternalServiceException', after: true }]);
      await expect(scaling.handOver(succession)).rejects.toThrow();
      expect(await scaling.handOver(succession)).toEqual([]);
      await expectHandedOver();
    },
  );

  it('says what AWS refuses, and hands over the rest', async () => {
    await aws.faults([
      {
        service: 'application-autoscaling',
        action: 'PutScalingPolicy',
        match: '"requests"',
        error: 'ValidationException',
        message: 'no such target group',
      },
    ]);
    expect(await scaling.handOver(succession)).toEqual(['policy requests: no such target group']);
    expect(await seen(NEW)).toMatchObject({
      policies: [{ PolicyName: 'in' }],
      actions: [{ ScheduledActionName: 'night' }],
    });
  });

  it('changes nothing once the service that it replaces is gone', async () => {
    await scaling.handOver(succession);
    const after = await seen(NEW);
    await truly(aws, answers, async () => {
      await world.alb.tag('a', 'v0');
      await world.provisioner().remove('v0');
    });
    expect(await seen(OLD)).toBeUndefined();
    expect(await scaling.handOver(succession)).toEqual([]);
    expect(await seen(NEW)).toEqual(after);
  });

  it('does nothing where nothing scales the service', async () => {
    const reversed = { from: succession.to, to: succession.from };
    const before = await seen(OLD);
    expect(await scaling.handOver(reversed)).toEqual([]);
    expect(await seen(NEW)).toBeUndefined();
    expect(await seen(OLD)).toEqual(before);
  });
});
