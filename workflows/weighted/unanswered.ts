import { RetryState } from '@temporalio/common';
import { ActivityFailure } from '@temporalio/workflow';
import { nowSeconds } from '../progress.ts';
import type { LookedAround } from '../rollout/surroundings.ts';
import type { Memory } from './memory.ts';

/** How long AWS may take to carry out a request that nobody waits for any more. */
const LATE_SECONDS = 30;

/** Changes something on the way forward. What ends without an answer may have its effect all the same, and late; that is remembered. */
export async function changing<T>(memory: Memory, change: () => Promise<T>): Promise<T> {
  try {
    return await change();
  } catch (error) {
    if (!isRefusal(error)) memory.lateUntil = nowSeconds() + LATE_SECONDS;
    throw error;
  }
}

/** Takes a look that may change something on the way forward, and says so where it has gone without an answer. */
export async function changingByLook(
  memory: Memory,
  look: () => Promise<LookedAround>,
): Promise<LookedAround> {
  const looked = await changing(memory, look);
  const { onward } = looked;
  if (onward && onward.split === undefined) memory.lateUntil = nowSeconds() + LATE_SECONDS;
  return looked;
}

const isRefusal = (error: unknown): boolean =>
  error instanceof ActivityFailure && error.retryState === RetryState.NON_RETRYABLE_FAILURE;
