import {
  CancellationScope,
  getExternalWorkflowHandle,
  ParentClosePolicy,
  proxyActivities,
  setHandler,
  startChild,
  workflowInfo,
} from '@temporalio/workflow';
import type { Activities } from '../activities/index.ts';
import { FAILURE, ownerOf, rolloutId, threadSignal, type Threaded } from './messages.ts';
import { refusing } from './outcome.ts';
import { isoTime, nowSeconds, type Progress } from './progress.ts';
import {
  notificationId,
  type NotificationChannel,
  type NotificationEvent,
  type NotificationKind,
} from './rollout/notifications.ts';
import type { RolloutPlan } from './rollout/plan.ts';
import { stableVersion } from './rollout/status.ts';
import { unlessTaken } from './unless-taken.ts';

const sending = proxyActivities<Activities>({
  startToCloseTimeout: '15s',
  scheduleToCloseTimeout: '1d',
  retry: {
    initialInterval: '1s',
    maximumInterval: '10m',
    nonRetryableErrorTypes: ['BadChannel', FAILURE.refused],
  },
});

/** What a person has until a moment to answer. */
const ASKS: readonly NotificationKind[] = ['held', 'gate'];

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
  const { environment, service, canary, step } = progress.status;
  const stable = stableVersion(progress.status);
  const { firstExecutionRunId } = workflowInfo();
  const rollout = rolloutId(environment, service);
  const id = [firstExecutionRunId, kind, step?.number ?? 0, ...(again === undefined ? [] : [again])].join(
    '/',
  );
  const at = isoTime(nowSeconds());
  const weight = step?.weight;
  const until = ASKS.includes(kind) ? progress.status.waitsFor?.until : undefined;
  const event = { id, kind, at, environment, service, canary, stable, weight, until, reason, rollout };
  await CancellationScope.nonCancellable(() =>
    Promise.all(
      channels.map((channel) =>
        unlessTaken(() =>
          startChild(notification, {
            workflowId: notificationId(channel, event),
            workflowIdReusePolicy: 'REJECT_DUPLICATE',
            args: [channel, event, progress.threads[channel.name]],
            parentClosePolicy: ParentClosePolicy.ABANDON,
          }),
        ),
      ),
    ),
  );
}

/** Remembers in which thread a channel is told of this rollout, and of no earlier one of the service. */
export function rememberThreads({ threads }: Progress): void {
  setHandler(threadSignal, ({ run, channel, thread }: Threaded) => {
    if (run === workflowInfo().firstExecutionRunId) threads[channel] ??= thread;
  });
}

/**
 * Tells one channel of one thing, for a day if need be. Whoever else starts it would have Serin sign what never happened. A thread that it
 * has begun is told to the rollout, if that still runs.
 */
export async function notification(
  channel: NotificationChannel,
  event: NotificationEvent,
  thread?: string,
): Promise<void> {
  if (!isOfParent(event)) throw refusing('only a rollout tells of what happened to it');
  const told = await sending.sendNotification(channel, event, thread);
  if (typeof told !== 'string' || told === thread) return;
  const [run = ''] = event.id.split('/');
  await getExternalWorkflowHandle(event.rollout)
    .signal(threadSignal, { run, channel: channel.name, thread: told })
    .catch(() => undefined);
}

/** Whether the rollout that an event is about, or a look after it, has started this workflow. */
function isOfParent(event: Partial<NotificationEvent> | null | undefined): boolean {
  const { environment = '', service = '', rollout } = event ?? {};
  const owner = ownerOf(workflowInfo().parent?.workflowId ?? '');
  const isOwners = owner?.environment === environment && owner.service === service;
  return isOwners && rollout === rolloutId(environment, service);
}
