import { ActivityCancellationType, proxyActivities } from '@temporalio/workflow';
import type { Activities } from '../activities/index.ts';

/** Errors that no repetition heals. Activities only name their failures; what ends an attempt is decided here. */
const INCURABLE = [
  'InvalidPlan',
  'VersionFailed',
  'InsufficientCapabilitiesException',
  'AccessDenied',
  'AccessDeniedException',
  'UnrecognizedClientException',
  'ValidationError',
  'ValidationException',
  'BadRequestException',
  'ForbiddenException',
];

/** Before anything is made: fail fast, nothing is lost. */
export const settling = proxyActivities<Activities>({
  startToCloseTimeout: '10s',
  scheduleToCloseTimeout: '2m',
  retry: { nonRetryableErrorTypes: INCURABLE },
});

/** Moving forward may fail, and then rolls back. */
export const advancing = proxyActivities<Activities>({
  startToCloseTimeout: '20s',
  scheduleToCloseTimeout: '2m',
  retry: { initialInterval: '1s', maximumInterval: '10s', nonRetryableErrorTypes: INCURABLE },
});

/** Holding what scales a version: the rollout can go without. A stop waits for it, so that nothing is held behind its back. */
export const holding = proxyActivities<Activities>({
  startToCloseTimeout: '10s',
  scheduleToCloseTimeout: '2m',
  cancellationType: ActivityCancellationType.WAIT_CANCELLATION_COMPLETED,
  retry: { initialInterval: '1s', maximumInterval: '10s', nonRetryableErrorTypes: INCURABLE },
});

/** Asking again and again whether a version is ready; the plan says until when. */
export const awaitingReady = (readySeconds: number) =>
  proxyActivities<Activities>({
    startToCloseTimeout: '20s',
    scheduleToCloseTimeout: readySeconds * 1000,
    retry: {
      initialInterval: '1s',
      backoffCoefficient: 1.3,
      maximumInterval: '10s',
      nonRetryableErrorTypes: INCURABLE,
    },
  });

/** Reading metrics: an outage is not a bad version, so the attempt ends soon and the step is extended instead. */
export const judging = proxyActivities<Activities>({
  startToCloseTimeout: '20s',
  scheduleToCloseTimeout: '40s',
  retry: { initialInterval: '1s', maximumInterval: '5s' },
});

/** A look that helps a person, and that nothing waits for long. */
export const looking = proxyActivities<Activities>({
  startToCloseTimeout: '10s',
  scheduleToCloseTimeout: '20s',
  retry: { maximumAttempts: 2 },
});

/** Watching a step for so long: it only reads, so nobody waits for it to end once it is not needed any more. */
export const watching = (seconds: number) =>
  proxyActivities<Activities>({
    startToCloseTimeout: (seconds + 60) * 1000,
    scheduleToCloseTimeout: (seconds + 60) * 1000,
    heartbeatTimeout: '10s',
    cancellationType: ActivityCancellationType.TRY_CANCEL,
  });

/** Moving back, and cleaning up after a promotion, must never give up. */
export const restoring = proxyActivities<Activities>({
  startToCloseTimeout: '20s',
  retry: { initialInterval: '1s', backoffCoefficient: 1.5, maximumInterval: '15s' },
});
