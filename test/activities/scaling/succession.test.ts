import type { ScheduledAction } from '@aws-sdk/client-application-auto-scaling';
import { actionAfter, policyAfter, tagsAfter } from '../../../activities/scaling/succession.ts';
import { HOLD_TAG, TASKS } from '../../../activities/scaling/scalable-targets.ts';

const group = (name: string) => `arn:aws:elasticloadbalancing:eu-west-1:1:targetgroup/cart-${name}/${name}`;
const succession = {
  from: { service: 'service/shop/cart', group: group('a') },
  to: { service: 'service/shop/cart-v1', group: group('b') },
};
const identity = { ...TASKS, PolicyARN: 'arn', CreationTime: new Date(0) };

it('makes metrics of the replaced service and of its target group those of the new one, wherever a policy names them', () => {
  const metricsOf = (service: string, group: string) => [
    {
      Id: 'requests',
      MetricStat: {
        Stat: 'Sum',
        Metric: {
          Namespace: 'AWS/ApplicationELB',
          MetricName: 'RequestCountPerTarget',
          Dimensions: [{ Name: 'TargetGroup', Value: `targetgroup/${group}` }],
        },
      },
    },
    {
      Id: 'cpu',
      MetricStat: {
        Stat: 'Average',
        Metric: {
          Namespace: 'AWS/ECS',
          MetricName: 'CPUUtilization',
          Dimensions: [{ Name: 'ServiceName', Value: service }],
        },
      },
    },
  ];
  const policyOf = (service: string, group: string) => ({
    PolicyName: 'cart',
    PolicyType: 'PredictiveScaling' as const,
    PredictiveScalingPolicyConfiguration: {
      MetricSpecifications: [
        {
          TargetValue: 50,
          CustomizedLoadMetricSpecification: { MetricDataQueries: metricsOf(service, group) },
        },
      ],
    },
  });
  const policy = { ...identity, ResourceId: succession.from.service, ...policyOf('cart', 'cart-a/a') };
  expect(policyAfter(succession, policy)).toEqual({
    ...TASKS,
    ResourceId: succession.to.service,
    ...policyOf('cart-v1', 'cart-b/b'),
  });
});

it('leaves other services and other names as they are', () => {
  const policy = {
    PolicyName: 'cart',
    PolicyType: 'TargetTrackingScaling' as const,
    TargetTrackingScalingPolicyConfiguration: {
      TargetValue: 1,
      CustomizedMetricSpecification: {
        Namespace: 'cart',
        MetricName: 'cart',
        Dimensions: [
          { Name: 'ServiceName', Value: 'cart-redis' },
          { Name: 'Queue', Value: 'cart' },
        ],
      },
    },
  };
  expect(
    policyAfter(succession, { ...identity, ResourceId: succession.from.service, ...policy }),
  ).toMatchObject(policy);
});

it('takes over tags, but for those of AWS and of the hold', () => {
  expect(tagsAfter({ team: 'shop', 'aws:cloudformation:stack-name': 'x', [HOLD_TAG]: 'y' })).toEqual({
    team: 'shop',
  });
});

describe('a scheduled action', () => {
  const now = new Date('2026-03-01T12:00:00Z');
  const [past, future] = [new Date('2026-02-01T00:00:00Z'), new Date('2026-04-01T00:00:00Z')];
  const action: ScheduledAction = {
    ...TASKS,
    ResourceId: succession.from.service,
    ScheduledActionName: 'night',
    ScheduledActionARN: 'arn',
    Schedule: 'rate(1 day)',
    CreationTime: past,
  };
  it.each([
    ['without bounds is taken over', {}, {}],
    ['that begins later begins then', { StartTime: future }, { StartTime: future }],
    ['that has begun goes on', { StartTime: past, EndTime: future }, { EndTime: future }],
  ])('%s', (_, bounds, expected) => {
    const { StartTime, EndTime } = actionAfter(succession, { ...action, ...bounds }, now) ?? {};
    expect({ StartTime, EndTime }).toEqual(expected);
  });

  it('that is over is not taken over', () => {
    expect(actionAfter(succession, { ...action, EndTime: past }, now)).toBeUndefined();
  });
});
