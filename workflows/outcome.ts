import type { TemporalFailure } from '@temporalio/workflow';
import {
  ActivityFailure,
  ApplicationFailure,
  isCancellation,
  log,
  TimeoutFailure,
} from '@temporalio/workflow';
import { FAILURE } from './messages.ts';
import { ROUTER_GONE } from './rollout/router-memory.ts';
import type { Outcome } from './rollout/status.ts';

/** Sends the rollout on its way back, with the reason that it will end with. */
export const rollingBack = (reason: string): ApplicationFailure =>
  ApplicationFailure.nonRetryable(reason, FAILURE.rolledBack);

/** The way back after an operator's abort. */
export const aborting = (reason: string): ApplicationFailure =>
  ApplicationFailure.nonRetryable(reason, FAILURE.aborted);

/** Nothing was made or changed: a person has to decide something first. */
export const refusing = (reason: string): ApplicationFailure =>
  ApplicationFailure.nonRetryable(reason, FAILURE.refused);

/** What says by itself that nothing was begun. */
const REFUSALS: readonly unknown[] = [FAILURE.invalidPlan, FAILURE.refused];

/** Why a rollout did not begin, as the failure it ends with. */
export function asRefusal(error: unknown): TemporalFailure {
  if (isCancellation(error)) return error as TemporalFailure;
  if (error instanceof ApplicationFailure && error.type === FAILURE.refused) return error;
  const cause = error instanceof ActivityFailure ? error.cause : error;
  if (cause instanceof ApplicationFailure && REFUSALS.includes(cause.type)) return cause;
  return refusing(outcomeOf(error).reason);
}

/** How a rollout ends that had begun. */
export type NotPromoted = Outcome & { readonly kind: 'rolledBack' | 'aborted' };

/** Why the way forward ended, whatever ended it. */
export function outcomeOf(error: unknown): NotPromoted {
  if (error instanceof ApplicationFailure && error.type === FAILURE.aborted)
    return { kind: 'aborted', reason: error.message };
  if (error instanceof ApplicationFailure && error.type === FAILURE.rolledBack)
    return { kind: 'rolledBack', reason: error.message };
  if (isCancellation(error)) return { kind: 'aborted', reason: 'the workflow was cancelled' };
  if (error instanceof ActivityFailure)
    return { kind: 'rolledBack', reason: `${error.activityType} failed: ${rootMessage(error)}` };
  log.error('a fault in Serin itself', { error });
  return { kind: 'rolledBack', reason: `a fault in Serin itself: ${rootMessage(error)}` };
}

/** What a failure says is gone of what splits the traffic, if it says so. */
export const whatIsGone = (error: unknown): string | undefined =>
  error instanceof ActivityFailure &&
  error.cause instanceof ApplicationFailure &&
  error.cause.type === ROUTER_GONE
    ? error.cause.message
    : undefined;

/** The message at the bottom of a chain of causes, where the sentence for a person stands. */
export function rootMessage(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  if (error instanceof TimeoutFailure && error.cause === undefined) return `timed out (${error.timeoutType})`;
  return error.cause === undefined ? error.message : rootMessage(error.cause);
}
