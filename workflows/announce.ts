import {
  CancellationScope,
  ParentClosePolicy,
  proxyActivities,
  startChild,
  workflowInfo,
} from '@temporalio/workflow';
import type { Activities } from '../activities/index.ts';
import { refusing } from './outcome.ts';
import { isoTime, nowSeconds, type Progress } from './progress.ts';
import type { NotificationChannel, NotificationEvent, NotificationKind } from './rollout/notifications.ts';
import type { RolloutPlan } from './rollout/plan.ts';
import { unlessTaken } from './unless-taken.ts';

const sending = proxyActivities<Activities>({
  startToCloseTimeout: '15s',
  scheduleToCloseTimeout: '1d',
  retry: { initialInterval: '1s', maximumInterval: '10m', nonRetryableErrorTypes: ['BadChannel'] },
});

/**
 * Tells the plan's channels of something, once per rollout, kind, step and channel, and once more for each
 * name of a repetition. Each is told by a workflow of its
 * own, which the rollout does not wait for: a receiver that is down delays nothing, and is told when it is back.
 */
export async function announce(
  plan: RolloutPlan,
  progress: Progress,
  kind: NotificationKind,
  reason: string,
  again?: string,
): Promise<void> {
  const channels = (plan.notifications ?? []).filter(({ events }) => events.includes(kind));
  const { environment, service, canary, stable, step } = progress.status;
  const { workflowId: rollout, firstExecutionRunId } = workflowInfo();
  const id = [firstExecutionRunId, kind, step?.number ?? 0, ...(again === undefined ? [] : [again])].join(
    '/',
  );
  const at = isoTime(nowSeconds());
  const weight = step?.weight;
  const event = { id, kind, at, environment, service, canary, stable, weight, reason, rollout };
  await CancellationScope.nonCancellable(() =>
    Promise.all(
      channels.map((channel) =>
        unlessTaken(() =>
          startChild(notification, {
            workflowId: `notification/${environment}/${service}/${id}/${channel.name}`,
            workflowIdReusePolicy: 'REJECT_DUPLICATE',
            args: [channel, event],
            parentClosePolicy: ParentClosePolicy.ABANDON,
          }),
        ),
      ),
    ),
  );
}

/** Tells one channel of one thing, for a day if need be. Whoever starts it by hand would have Serin sign what never happened. */
export async function notification(channel: NotificationChannel, event: NotificationEvent): Promise<void> {
  if (workflowInfo().parent === undefined) throw refusing('only a rollout tells of what happened to it');
  await sending.sendNotification(channel, event);
}
