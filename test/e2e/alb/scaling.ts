import {
  ApplicationAutoScalingClient,
  DescribeScalableTargetsCommand,
  PutScalingPolicyCommand,
} from '@aws-sdk/client-application-auto-scaling';
import { CloudWatchClient, PutMetricAlarmCommand, SetAlarmStateCommand } from '@aws-sdk/client-cloudwatch';
import { DescribeServicesCommand, ECSClient } from '@aws-sdk/client-ecs';
import { TASKS } from '../../../activities/scaling/scalable-targets.ts';
import type { Cloud } from '../../../infra/local/up/cloud.ts';

const ALARM = { AlarmName: 'idle' };

/** Scaling of the environment's ECS services, by an alarm that tests set off. */
export function openScaling({ endpoints }: Cloud) {
  const { awsEndpointUrl: endpoint, region, environment: cluster } = endpoints;
  const aws = { endpoint, region, credentials: { accessKeyId: 'test', secretAccessKey: 'test' } };
  const [scaling, cloudWatch, ecs] = [
    new ApplicationAutoScalingClient(aws),
    new CloudWatchClient(aws),
    new ECSClient(aws),
  ];
  const idOf = (service: string) => `service/${cluster}/${service}`;
  const setAlarm = (StateValue: 'OK' | 'ALARM') =>
    cloudWatch.send(new SetAlarmStateCommand({ ...ALARM, StateValue, StateReason: 'test' }));

  return {
    /** Lets the alarm take a task of a service away. */
    async scaleInByAlarm(service: string): Promise<void> {
      const of = { ...TASKS, ResourceId: idOf(service) };
      const { PolicyARN = '' } = await scaling.send(
        new PutScalingPolicyCommand({
          ...of,
          PolicyName: 'idle',
          PolicyType: 'StepScaling',
          StepScalingPolicyConfiguration: {
            AdjustmentType: 'ChangeInCapacity',
            StepAdjustments: [{ MetricIntervalUpperBound: 0, ScalingAdjustment: -1 }],
          },
        }),
      );
      await cloudWatch.send(
        new PutMetricAlarmCommand({
          ...ALARM,
          Namespace: 'AWS/ECS',
          MetricName: 'CPUUtilization',
          Dimensions: [{ Name: 'ServiceName', Value: service }],
          Statistic: 'Average',
          Period: 60,
          EvaluationPeriods: 1,
          Threshold: 20,
          ComparisonOperator: 'LessThanThreshold',
          AlarmActions: [PolicyARN],
        }),
      );
    },
    async setAlarmOff(): Promise<void> {
      await setAlarm('OK');
      await setAlarm('ALARM');
    },
    /** Whether scale-in of a service is suspended; undefined where nothing scales it. */
    async isSuspended(service: string): Promise<boolean | undefined> {
      const { ScalableTargets: [target] = [] } = await scaling.send(
        new DescribeScalableTargetsCommand({ ...TASKS, ResourceIds: [idOf(service)] }),
      );
      return target?.SuspendedState?.DynamicScalingInSuspended;
    },
    /** How many tasks a service is to have. */
    async wantedTasks(service: string): Promise<number | undefined> {
      const { services } = await ecs.send(new DescribeServicesCommand({ cluster, services: [service] }));
      return services?.[0]?.desiredCount;
    },
  };
}
