import {
  ApplicationAutoScalingClient,
  DeregisterScalableTargetCommand,
  DescribeScalableTargetsCommand,
  DescribeScalingPoliciesCommand,
  DeleteScheduledActionCommand,
  DescribeScheduledActionsCommand,
  ListTagsForResourceCommand,
  PutScalingPolicyCommand,
  PutScheduledActionCommand,
  RegisterScalableTargetCommand,
  type StepAdjustment,
  TagResourceCommand,
  UntagResourceCommand,
} from '@aws-sdk/client-application-auto-scaling';
import {
  CreateStackCommand,
  DeleteStackCommand,
  DescribeStacksCommand,
} from '@aws-sdk/client-cloudformation';
import { PutMetricAlarmCommand, SetAlarmStateCommand } from '@aws-sdk/client-cloudwatch';
import {
  CreateClusterCommand,
  CreateServiceCommand,
  DeleteServiceCommand,
  DescribeServicesCommand,
  RegisterTaskDefinitionCommand,
} from '@aws-sdk/client-ecs';
import { startAws, type AwsServer } from './server.ts';
import { until } from './until.ts';

let aws: AwsServer;
let scaling: ApplicationAutoScalingClient;
beforeAll(async () => {
  aws = await startAws();
  scaling = new ApplicationAutoScalingClient(aws.settings);
});
afterAll(() => aws.stop());
beforeEach(async () => {
  await aws.reset();
  await aws.knobs({ agent: 'simulated', ecs_start_ms: 10, ecs_stop_ms: 10 });
  await aws.ecs.send(new CreateClusterCommand({ clusterName: 'shop' }));
  await aws.ecs.send(
    new RegisterTaskDefinitionCommand({
      family: 'cart',
      containerDefinitions: [{ name: 'app', image: 'cart:1' }],
    }),
  );
  await aws.ecs.send(
    new CreateServiceCommand({
      cluster: 'shop',
      serviceName: 'cart',
      taskDefinition: 'cart',
      desiredCount: 4,
    }),
  );
});

const CART = {
  ServiceNamespace: 'ecs',
  ResourceId: 'service/shop/cart',
  ScalableDimension: 'ecs:service:DesiredCount',
} as const;
const register = (settings: object = { MinCapacity: 2, MaxCapacity: 8 }) =>
  scaling.send(new RegisterScalableTargetCommand({ ...CART, ...settings }));
const described = async () => {
  const { ScalableTargets } = await scaling.send(
    new DescribeScalableTargetsCommand({ ServiceNamespace: 'ecs', ResourceIds: [CART.ResourceId] }),
  );
  return ScalableTargets ?? [];
};
const tasks = async () => {
  const { services } = await aws.ecs.send(
    new DescribeServicesCommand({ cluster: 'shop', services: ['cart'] }),
  );
  return services?.[0]?.desiredCount;
};

describe('a scalable target', () => {
  it('changes in what is said anew, and in nothing else', async () => {
    const { ScalableTargetARN } = await register();
    await register({ SuspendedState: { ScheduledScalingSuspended: true } });
    await register({ SuspendedState: { DynamicScalingInSuspended: true } });
    expect(await described()).toMatchObject([
      {
        ...CART,
        MinCapacity: 2,
        MaxCapacity: 8,
        ScalableTargetARN,
        SuspendedState: {
          DynamicScalingInSuspended: true,
          DynamicScalingOutSuspended: false,
          ScheduledScalingSuspended: true,
        },
      },
    ]);
  });

  it('brings its service within its bounds', async () => {
    await register({ MinCapacity: 5, MaxCapacity: 8 });
    expect(await tasks()).toBe(5);
    await register({ MinCapacity: 1, MaxCapacity: 3 });
    expect(await tasks()).toBe(3);
  });

  it('needs bounds at first, and a service that is there', async () => {
    await expect(register({ MinCapacity: 1 })).rejects.toMatchObject({ name: 'ValidationException' });
    await expect(
      register({ ResourceId: 'service/shop/none', MinCapacity: 1, MaxCapacity: 2 }),
    ).rejects.toMatchObject({ name: 'ValidationException', message: expect.stringContaining('exist') });
  });

  it('keeps tags', async () => {
    const { ScalableTargetARN: ResourceARN } = await register({
      MinCapacity: 1,
      MaxCapacity: 8,
      Tags: { team: 'shop' },
    });
    await scaling.send(new TagResourceCommand({ ResourceARN, Tags: { held: 'yes' } }));
    const list = () => scaling.send(new ListTagsForResourceCommand({ ResourceARN }));
    expect((await list()).Tags).toEqual({ team: 'shop', held: 'yes' });
    await scaling.send(new UntagResourceCommand({ ResourceARN, TagKeys: ['held'] }));
    expect((await list()).Tags).toEqual({ team: 'shop' });
  });

  it('forgets a scheduled action, once', async () => {
    await register();
    const night = { ...CART, ScheduledActionName: 'night' };
    await scaling.send(new PutScheduledActionCommand({ ...night, Schedule: 'cron(0 0 * * ? *)' }));
    await scaling.send(new DeleteScheduledActionCommand(night));
    expect((await scaling.send(new DescribeScheduledActionsCommand(CART))).ScheduledActions).toEqual([]);
    await expect(scaling.send(new DeleteScheduledActionCommand(night))).rejects.toMatchObject({
      name: 'ObjectNotFoundException',
    });
  });

  it('goes with its policies and scheduled actions when it is deregistered, and when its service is deleted', async () => {
    const step = {
      ...CART,
      PolicyName: 'in',
      PolicyType: 'StepScaling',
      StepScalingPolicyConfiguration: {},
    } as const;
    const night = { ...CART, ScheduledActionName: 'night', Schedule: 'cron(0 0 * * ? *)' };
    const add = async () => {
      await register();
      await scaling.send(new PutScalingPolicyCommand(step));
      await scaling.send(new PutScheduledActionCommand(night));
    };
    const counts = async () => [
      (await described()).length,
      (await scaling.send(new DescribeScalingPoliciesCommand(CART))).ScalingPolicies?.length,
      (await scaling.send(new DescribeScheduledActionsCommand(CART))).ScheduledActions?.length,
    ];
    await add();
    expect(await counts()).toEqual([1, 1, 1]);
    await scaling.send(new DeregisterScalableTargetCommand(CART));
    expect(await counts()).toEqual([0, 0, 0]);
    await add();
    await aws.ecs.send(new DeleteServiceCommand({ cluster: 'shop', service: 'cart', force: true }));
    expect(await counts()).toEqual([0, 0, 0]);
    await expect(scaling.send(new PutScalingPolicyCommand(step))).rejects.toMatchObject({
      name: 'ObjectNotFoundException',
    });
  });
});

describe('an alarm that invokes a step scaling policy', () => {
  async function alarmed(adjustment: StepAdjustment, suspended: object = {}) {
    await register({ MinCapacity: 1, MaxCapacity: 8, SuspendedState: suspended });
    const { PolicyARN = '' } = await scaling.send(
      new PutScalingPolicyCommand({
        ...CART,
        PolicyName: 'by alarm',
        PolicyType: 'StepScaling',
        StepScalingPolicyConfiguration: {
          AdjustmentType: 'ChangeInCapacity',
          StepAdjustments: [adjustment],
        },
      }),
    );
    await aws.cloudWatch.send(
      new PutMetricAlarmCommand({
        AlarmName: 'cpu',
        Namespace: 'AWS/ECS',
        MetricName: 'CPUUtilization',
        Statistic: 'Average',
        Period: 60,
        EvaluationPeriods: 1,
        Threshold: 50,
        ComparisonOperator: 'GreaterThanThreshold',
        AlarmActions: [PolicyARN],
      }),
    );
    const { ScalingPolicies } = await scaling.send(new DescribeScalingPoliciesCommand(CART));
    expect(ScalingPolicies).toMatchObject([{ PolicyARN, Alarms: [{ AlarmName: 'cpu' }] }]);
    await aws.cloudWatch.send(
      new SetAlarmStateCommand({ AlarmName: 'cpu', StateValue: 'ALARM', StateReason: 'test' }),
    );
  }

  it.each([
    ['scales out', { MetricIntervalLowerBound: 0, ScalingAdjustment: 3 }, {}, 7],
    ['scales out to the bound', { MetricIntervalLowerBound: 0, ScalingAdjustment: 30 }, {}, 8],
    ['scales in', { MetricIntervalUpperBound: 0, ScalingAdjustment: -1 }, {}, 3],
    [
      'does not scale in when that is suspended',
      { MetricIntervalUpperBound: 0, ScalingAdjustment: -1 },
      { DynamicScalingInSuspended: true },
      4,
    ],
    [
      'scales out when only scaling in is suspended',
      { MetricIntervalLowerBound: 0, ScalingAdjustment: 1 },
      { DynamicScalingInSuspended: true },
      5,
    ],
  ])('%s', async (_, adjustment, suspended, expected) => {
    await alarmed(adjustment, suspended);
    expect(await tasks()).toBe(expected);
  });
});

it('is made and removed by a stack', async () => {
  const template = {
    Resources: {
      Target: {
        Type: 'AWS::ApplicationAutoScaling::ScalableTarget',
        Properties: { ...CART, MinCapacity: 2, MaxCapacity: 8 },
      },
      Policy: {
        Type: 'AWS::ApplicationAutoScaling::ScalingPolicy',
        Properties: {
          PolicyName: 'cpu',
          PolicyType: 'TargetTrackingScaling',
          ScalingTargetId: { Ref: 'Target' },
          TargetTrackingScalingPolicyConfiguration: {
            TargetValue: 50,
            PredefinedMetricSpecification: { PredefinedMetricType: 'ECSServiceAverageCPUUtilization' },
          },
        },
      },
    },
  };
  const stack = { StackName: 'scaling' };
  await aws.cloudFormation.send(new CreateStackCommand({ ...stack, TemplateBody: JSON.stringify(template) }));
  await until(
    async () => (await aws.cloudFormation.send(new DescribeStacksCommand(stack))).Stacks?.[0]?.StackStatus,
    (status) => status === 'CREATE_COMPLETE',
  );
  const { ScalingPolicies } = await scaling.send(new DescribeScalingPoliciesCommand(CART));
  expect(ScalingPolicies).toMatchObject([
    { ...CART, PolicyName: 'cpu', PolicyType: 'TargetTrackingScaling' },
  ]);

  await aws.cloudFormation.send(new DeleteStackCommand(stack));
  await until(described, (targets) => targets.length === 0);
});
