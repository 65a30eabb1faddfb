import { ActivityCancellationType, proxyActivities } from '@temporalio/workflow';
import type { Activities } from '../activities/index.ts';
import { nowSeconds } from './progress.ts';
import { INCURABLE } from './rollout/incurable.ts';
import { ROUTER_GONE } from './rollout/router-memory.ts';
import { GOING_BACK } from './rollout/urgency.ts';

/**
 * An attempt has time for a few calls to an AWS that takes seconds for each; that its worker lives is known by its
 * heartbeats, which also tell it that it is cancelled.
 */
const ATTEMPT = { startToCloseTimeout: '1m', heartbeatTimeout: '10s' } as const;

const FIRST = { priority: { priorityKey: GOING_BACK } } as const;

/** Before anything is made: fail fast, nothing is lost. */
export const settling = proxyActivities<Activities>({
  ...ATTEMPT,
  scheduleToCloseTimeout: '2m',
  retry: { nonRetryableErrorTypes: [...INCURABLE] },
});

/** The same, for a look at all that is there: some ten calls of AWS, one after another. */
export const finding = proxyActivities<Activities>({
  ...ATTEMPT,
  startToCloseTimeout: '2m',
  scheduleToCloseTimeout: '3m',
  retry: { nonRetryableErrorTypes: [...INCURABLE] },
});

/** All of that in one, as far as nothing hinders it: it waits for a slow AWS, and gives up soon where the plan cannot be settled. */
export const beginning = proxyActivities<Activities>({
  ...ATTEMPT,
  startToCloseTimeout: '6m',
  scheduleToCloseTimeout: '10m',
  retry: { maximumAttempts: 8, nonRetryableErrorTypes: [...INCURABLE] },
});

/** Rehearsing a rollout makes its first calls one after another: with an AWS that takes seconds for each it takes minutes. */
export const rehearsing = proxyActivities<Activities>({
  ...ATTEMPT,
  startToCloseTimeout: '5m',
  scheduleToCloseTimeout: '10m',
  retry: { nonRetryableErrorTypes: [...INCURABLE] },
});

/** Moving forward may fail, and then rolls back. */
export const advancing = proxyActivities<Activities>({
  ...ATTEMPT,
  scheduleToCloseTimeout: '2m',
  retry: { initialInterval: '1s', maximumInterval: '10s', nonRetryableErrorTypes: [...INCURABLE] },
});

/** Holding what scales a version: the rollout can go without. A stop waits for it, so that nothing is held behind its back. */
export const holding = proxyActivities<Activities>({
  ...ATTEMPT,
  scheduleToCloseTimeout: '2m',
  cancellationType: ActivityCancellationType.WAIT_CANCELLATION_COMPLETED,
  retry: { initialInterval: '1s', maximumInterval: '10s', nonRetryableErrorTypes: [...INCURABLE] },
});

/** Asking again and again whether a version is ready; the plan says until when. */
export const awaitingReady = (readySeconds: number) => proxyActivities<Activities>(patient(readySeconds));

/** Asking for a version. A stop waits until it is known what became of the request, so that nothing is made behind its back. */
export const creating = (readySeconds: number) =>
  proxyActivities<Activities>({
    ...patient(readySeconds),
    cancellationType: ActivityCancellationType.WAIT_CANCELLATION_COMPLETED,
  });

const patient = (seconds: number) => ({
  ...ATTEMPT,
  scheduleToCloseTimeout: seconds * 1000,
  retry: {
    initialInterval: '1s',
    backoffCoefficient: 1.3,
    maximumInterval: '10s',
    nonRetryableErrorTypes: [...INCURABLE],
  },
});

/** Reading metrics: an outage is not a bad version, so the attempt ends soon and the step is extended instead. */
export const judging = proxyActivities<Activities>({
  ...ATTEMPT,
  scheduleToCloseTimeout: '40s',
  retry: { initialInterval: '1s', maximumInterval: '5s' },
});

/** The same, for a look that may go on to the next step, and needs time for its calls as well. */
export const judgingOnward = proxyActivities<Activities>({
  ...ATTEMPT,
  scheduleToCloseTimeout: '90s',
  retry: { initialInterval: '1s', maximumInterval: '5s' },
});

/** A look before traffic is given back, which must not wait for it: what cannot be seen keeps nothing from going back. */
export const glancing = proxyActivities<Activities>({
  ...FIRST,
  startToCloseTimeout: '4s',
  scheduleToCloseTimeout: '5s',
  retry: { initialInterval: '0.5s', maximumAttempts: 2 },
});

/** A look that helps a person, and that nothing waits for long. */
export const looking = proxyActivities<Activities>({
  ...ATTEMPT,
  ...FIRST,
  scheduleToCloseTimeout: '20s',
  retry: { maximumAttempts: 2 },
});

/** How long the answer of a watch may come after its time, as from metrics that are slow. */
const LATE_ANSWER_SECONDS = 30;

/** For so long a watch may be silent. What dies with its worker goes on elsewhere after that; the look at the end of a bake waits no longer for it. */
const silenceSeconds = (seconds: number): number => Math.min(90, Math.max(10, (2 / 3) * seconds));

/**
 * Watching a step for so long, or for one look where its time is over already, as after an outage of the workers. It only
 * reads, so nobody waits for it to end once it is not needed any more.
 */
export const watching = (seconds: number) => {
  const timeout = (Math.max(0, seconds) + LATE_ANSWER_SECONDS) * 1000;
  return proxyActivities<Activities>({
    startToCloseTimeout: timeout,
    scheduleToCloseTimeout: timeout,
    heartbeatTimeout: silenceSeconds(seconds) * 1000,
    cancellationType: ActivityCancellationType.TRY_CANCEL,
  });
};

/** Giving traffic back must never give up, while there is something that splits it. */
export const restoring = proxyActivities<Activities>({
  ...ATTEMPT,
  ...FIRST,
  retry: {
    initialInterval: '1s',
    backoffCoefficient: 1.5,
    maximumInterval: '15s',
    nonRetryableErrorTypes: [ROUTER_GONE],
  },
});

/** Even what comes last in a clean-up is tried for so long. */
const LEAST_SECONDS = 60;

const tidy = (until: number) => ({
  ...ATTEMPT,
  ...FIRST,
  scheduleToCloseTimeout: Math.max(LEAST_SECONDS, until - nowSeconds()) * 1000,
  retry: { initialInterval: '1s', backoffCoefficient: 1.5, maximumInterval: '15s' } as const,
});

/** Cleaning up once the traffic is where it belongs, until a moment in epoch seconds. */
export const cleaningUp = (until: number) => proxyActivities<Activities>(tidy(until));

/** The same, for all of it at once: some ten calls of AWS. */
export const clearing = (until: number) =>
  proxyActivities<Activities>({ ...tidy(until), startToCloseTimeout: '2m' });
