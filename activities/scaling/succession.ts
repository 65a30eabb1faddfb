import type {
  PutScalingPolicyCommandInput,
  PutScheduledActionCommandInput,
  RegisterScalableTargetCommandInput,
  ScalableTarget,
  ScalingPolicy,
  ScheduledAction,
} from '@aws-sdk/client-application-auto-scaling';
import type { MetricAlarm, PutMetricAlarmCommandInput } from '@aws-sdk/client-cloudwatch';
import { HOLD_TAG, TASKS } from './scalable-targets.ts';
import type { Succession } from './scaling.ts';

/** The scalable target of the service that replaces another one: the same bounds, suspended what was suspended before any hold. */
export function targetAfter(
  { to }: Succession,
  { MinCapacity, MaxCapacity, SuspendedState }: ScalableTarget,
  tags: Readonly<Record<string, string>>,
): RegisterScalableTargetCommandInput {
  return {
    ...TASKS,
    ResourceId: to.service,
    MinCapacity,
    MaxCapacity,
    SuspendedState:
      HOLD_TAG in tags ? { ...SuspendedState, DynamicScalingInSuspended: false } : SuspendedState,
  };
}

/** The tags that it gets when it is made: those that are neither AWS's own nor a hold's. */
export const tagsAfter = (tags: Readonly<Record<string, string>>): Record<string, string> =>
  Object.fromEntries(Object.entries(tags).filter(([key]) => key !== HOLD_TAG && !key.startsWith('aws:')));

export const policyAfter = (
  succession: Succession,
  { PolicyName, PolicyType, ...policy }: ScalingPolicy,
): PutScalingPolicyCommandInput =>
  renamed(succession, {
    ...TASKS,
    ResourceId: succession.to.service,
    PolicyName,
    PolicyType,
    StepScalingPolicyConfiguration: policy.StepScalingPolicyConfiguration,
    TargetTrackingScalingPolicyConfiguration: policy.TargetTrackingScalingPolicyConfiguration,
    PredictiveScalingPolicyConfiguration: policy.PredictiveScalingPolicyConfiguration,
  });

/** An alarm that invokes a policy of the replaced service, as the alarm of the same name that invokes the new service's. */
export function alarmAfter(
  succession: Succession,
  alarm: MetricAlarm,
  oldPolicy: string,
  newPolicy: string,
): PutMetricAlarmCommandInput {
  const { AlarmName, EvaluationPeriods, ComparisonOperator, ...settings } = renamed(succession, alarm);
  const invoking = (actions: string[] = []) => actions.map((arn) => (arn === oldPolicy ? newPolicy : arn));
  return {
    // Of these the SDK sends what the call takes.
    ...settings,
    AlarmName,
    EvaluationPeriods,
    ComparisonOperator,
    AlarmActions: invoking(alarm.AlarmActions),
    OKActions: invoking(alarm.OKActions),
    InsufficientDataActions: invoking(alarm.InsufficientDataActions),
  };
}

/** A scheduled action; nothing where it is over. A start that has passed is none any more. */
export function actionAfter(
  { to }: Succession,
  { ScheduledActionName, Schedule, Timezone, StartTime, EndTime, ScalableTargetAction }: ScheduledAction,
  now: Date,
): PutScheduledActionCommandInput | undefined {
  if (EndTime !== undefined && EndTime <= now) return undefined;
  return {
    ...TASKS,
    ResourceId: to.service,
    ScheduledActionName,
    Schedule,
    Timezone,
    EndTime,
    ScalableTargetAction,
    ...(StartTime !== undefined && StartTime > now && { StartTime }),
  };
}

/** Settings in which metrics of the replaced service, or of its target group, are those of the new one. */
function renamed<T>({ from, to }: Succession, settings: T): T {
  const name = (service: string) => service.split('/').at(-1);
  const group = (arn = '') => arn.split(':').at(-1) ?? '';
  const rename = (value: unknown): unknown => {
    if (typeof value === 'string')
      return from.group ? value.replaceAll(group(from.group), group(to.group)) : value;
    if (Array.isArray(value)) return value.map(rename);
    if (typeof value !== 'object' || value === null || value instanceof Date) return value;
    if (
      'Name' in value &&
      value.Name === 'ServiceName' &&
      'Value' in value &&
      value.Value === name(from.service)
    )
      return { ...value, Value: name(to.service) };
    return Object.fromEntries(Object.entries(value).map(([key, each]) => [key, rename(each)]));
  };
  return rename(settings) as T;
}
