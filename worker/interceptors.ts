import { CompleteAsyncError, type Context } from '@temporalio/activity';
import { ApplicationFailure } from '@temporalio/common';
import type { ActivityInterceptorsFactory } from '@temporalio/worker';
import { named } from '../activities/failures.ts';
import { createPace, isGoingBack } from '../activities/pace.ts';
import {
  LATE_LOOK_TYPE,
  NOTIFICATION_TYPE,
  QUEUE_TYPE,
  RECONCILE_TYPE,
  ROLLOUT_TYPE,
} from '../workflows/messages.ts';

/** Names every activity's failure after the error behind it. */
const nameFailures: ActivityInterceptorsFactory = () => ({
  inbound: {
    async execute(input, next) {
      try {
        return await next(input);
      } catch (error) {
        throw error instanceof CompleteAsyncError ? error : named(error);
      }
    },
  },
});

/** A sign of life is an action of Temporal's, so that calls of usual length give none. */
const BEAT_MILLIS = 3000;

/** Keeps every activity that takes longer in touch with Temporal, which tells by heartbeats alone that one is cancelled. */
const stayInTouch: ActivityInterceptorsFactory = (context: Context) => ({
  inbound: {
    async execute(input, next) {
      const beats = setInterval(() => context.heartbeat(), BEAT_MILLIS);
      try {
        return await next(input);
      } finally {
        clearInterval(beats);
      }
    },
  },
});

const OWN_TYPES: readonly (string | undefined)[] = [
  ROLLOUT_TYPE,
  QUEUE_TYPE,
  RECONCILE_TYPE,
  NOTIFICATION_TYPE,
  LATE_LOOK_TYPE,
];

/** Temporal runs an activity for anybody who asks; these change AWS and sign messages in a rollout's name alone. */
const onlyForRollouts: ActivityInterceptorsFactory = ({ info }: Context) => ({
  inbound: {
    async execute(input, next) {
      if (info.inWorkflow && OWN_TYPES.includes(info.workflowType)) return next(input);
      throw ApplicationFailure.nonRetryable(
        `only workflows of Serin ask for ${info.activityType}`,
        'Refused',
      );
    },
  },
});

/**
 * Begins so many activities a second at the most, all workers together. Those that give traffic back wait for none of the others.
 *
 * @param perSecond asked at each, as it may change
 */
export function beginsAtMost(perSecond: () => number): ActivityInterceptorsFactory {
  const inTurn = createPace(() => ({ perSecond: perSecond(), atOnce: perSecond() }));
  return () => ({
    inbound: {
      async execute(input, next) {
        if (!isGoingBack()) await inTurn(() => Promise.resolve());
        return next(input);
      },
    },
  });
}

/** What every activity of a worker goes through. */
export const activityInterceptors: ActivityInterceptorsFactory[] = [
  onlyForRollouts,
  nameFailures,
  stayInTouch,
];
