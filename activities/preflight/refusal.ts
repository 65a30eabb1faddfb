import { ApplicationFailure } from '@temporalio/common';

/** What AWS asks its callers to try again, though it calls it their fault. */
const PASSES = /Throttl|TooManyRequests|RequestLimitExceeded|SlowDown|Timeout|Expired|InProgress|Concurrent/;

/** What an error says that will be the same at the next try, in a sentence; undefined where it may pass. */
export function lastingReason(error: unknown): string | undefined {
  // What says when its turn comes will pass.
  if (error instanceof ApplicationFailure)
    return error.nextRetryDelay === undefined ? error.message : undefined;
  const { name, message, $fault, $retryable } = error as Error & { $fault?: string; $retryable?: object };
  return $fault === 'client' && $retryable === undefined && !PASSES.test(name)
    ? `${name}: ${message}`
    : undefined;
}
