import { asyncLocalStorage } from '@temporalio/activity';

/** Whether the present activity was tried before. */
export const isRepeated = (): boolean => (asyncLocalStorage.getStore()?.info.attempt ?? 1) > 1;

/** How long Temporal has been trying the present activity, by its own clock; as good as for ever outside of one. */
export function waitedMillis(): number {
  const attempt = asyncLocalStorage.getStore()?.info;
  return attempt === undefined
    ? Infinity
    : attempt.currentAttemptScheduledTimestampMs - attempt.scheduledTimestampMs;
}
