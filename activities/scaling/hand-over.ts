import {
  type ApplicationAutoScalingClient,
  paginateDescribeScalingPolicies,
  paginateDescribeScheduledActions,
  PutScalingPolicyCommand,
  PutScheduledActionCommand,
  RegisterScalableTargetCommand,
  type ScalingPolicy,
} from '@aws-sdk/client-application-auto-scaling';
import {
  type CloudWatchClient,
  paginateDescribeAlarms,
  PutMetricAlarmCommand,
} from '@aws-sdk/client-cloudwatch';
import { scalingTagsOf, scalableTargetsOf, TASKS } from './scalable-targets.ts';
import type { Succession } from './scaling.ts';
import { actionAfter, alarmAfter, policyAfter, tagsAfter, targetAfter } from './succession.ts';

/** What no repetition changes, and what is not worth an old version that is kept for ever. */
const REFUSALS = ['ValidationException', 'LimitExceededException', 'LimitExceeded'];

/**
 * Copies a service's scalable target with its policies, their alarms and its scheduled actions. The service's own go when it is deleted,
 * as ECS does it, but for the alarms: those are pointed at the copies. Answers what AWS refused, as sentences.
 */
export async function handOver(
  client: ApplicationAutoScalingClient,
  cloudWatch: CloudWatchClient,
  succession: Succession,
): Promise<string[]> {
  const { from, to } = succession;
  const targets = await scalableTargetsOf(client, [from.service, to.service]);
  const before = targets.find(({ ResourceId }) => ResourceId === from.service);
  if (before === undefined) return [];
  const isMade = targets.some(({ ResourceId }) => ResourceId === to.service);
  const tags = await scalingTagsOf(client, before);
  const refused: string[] = [];
  await unlessRefused('scalable target', refused, () =>
    client.send(
      new RegisterScalableTargetCommand({
        ...targetAfter(succession, before, tags),
        // Only when it is made.
        ...(!isMade && { Tags: tagsAfter(tags) }),
      }),
    ),
  );
  if (refused.length > 0) return refused;

  const of = { ...TASKS, ResourceId: from.service };
  for await (const { ScalingPolicies = [] } of paginateDescribeScalingPolicies({ client }, of)) {
    for (const policy of ScalingPolicies)
      await unlessRefused(`policy ${policy.PolicyName}`, refused, () =>
        handPolicyOver(client, cloudWatch, succession, policy),
      );
  }
  for await (const { ScheduledActions = [] } of paginateDescribeScheduledActions({ client }, of)) {
    for (const action of ScheduledActions) {
      const next = actionAfter(succession, action, new Date());
      if (next === undefined) continue;
      await unlessRefused(`scheduled action ${action.ScheduledActionName}`, refused, () =>
        client.send(new PutScheduledActionCommand(next)),
      );
    }
  }
  return refused;
}

/** Only a step scaling policy is invoked by alarms of the user's; the others make alarms of their own. */
async function handPolicyOver(
  client: ApplicationAutoScalingClient,
  cloudWatch: CloudWatchClient,
  succession: Succession,
  policy: ScalingPolicy,
): Promise<void> {
  const { PolicyARN: next = '' } = await client.send(
    new PutScalingPolicyCommand(policyAfter(succession, policy)),
  );
  const names = (policy.Alarms ?? []).flatMap(({ AlarmName }) => AlarmName ?? []);
  if (policy.PolicyType !== 'StepScaling' || names.length === 0) return;
  const pages = paginateDescribeAlarms({ client: cloudWatch }, { AlarmNames: names });
  for await (const { MetricAlarms = [] } of pages)
    for (const alarm of MetricAlarms)
      await cloudWatch.send(
        new PutMetricAlarmCommand(alarmAfter(succession, alarm, policy.PolicyARN ?? '', next)),
      );
}

async function unlessRefused(what: string, refused: string[], call: () => Promise<unknown>): Promise<void> {
  try {
    await call();
  } catch (error) {
    if (!(error instanceof Error) || !REFUSALS.includes(error.name)) throw error;
    refused.push(`${what}: ${error.message}`);
  }
}
