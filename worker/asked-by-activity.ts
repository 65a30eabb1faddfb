import { activityInfo, Context } from '@temporalio/activity';
import {
  ActivityCancelledError,
  ActivityNotFoundError,
  ActivityPausedError,
  ActivityResetError,
} from '@temporalio/client';
import { named } from '../activities/failures.ts';
import type { WatchAsked } from '../activities/watching/report.ts';
import type { Looked } from '../workflows/rollout/judge/judge.ts';

/** The present activity, which ends before its watch does: what becomes of that, Temporal is told by the activity's token. */
export function askedByActivity(): WatchAsked {
  const { client } = Context.current();
  const { activity, connection } = client;
  const info = activityInfo();
  const { attempt, taskToken, heartbeatTimeoutMs, workflowExecution } = info;
  const told = (tell: () => Promise<void>) =>
    connection.withDeadline(Date.now() + ANSWER_MILLIS, tell).catch((error: unknown) => {
      // Its time is over, or the rollout's: nobody is there to be told.
      if (!(error instanceof ActivityNotFoundError)) throw error;
    });
  return {
    rollout: workflowExecution?.workflowId ?? '',
    attempt,
    silenceSeconds: (heartbeatTimeoutMs ?? Infinity) / 1000,
    remembered: info.heartbeatDetails as Looked | undefined,
    report: {
      goesOn: (judged) =>
        connection
          .withDeadline(Date.now() + ANSWER_MILLIS, () => activity.heartbeat(taskToken, judged))
          .then(
            () => true,
            (error: unknown) => {
              if (UNWANTED.some((kind) => error instanceof kind)) return false;
              throw error;
            },
          ),
      answer: (judged) => told(() => activity.complete(taskToken, judged)),
      fail: (error) => told(() => activity.fail(taskToken, named(error))),
      end: () =>
        told(() => activity.reportCancellation(taskToken))
          // It was not cancelled, but paused or reset: what comes next is another attempt.
          .catch(() => told(() => activity.fail(taskToken, new Error('Temporal was told to interrupt it')))),
    },
  };
}

const UNWANTED = [ActivityCancelledError, ActivityPausedError, ActivityResetError, ActivityNotFoundError];

/** How long Temporal may take to answer. */
const ANSWER_MILLIS = 10_000;
