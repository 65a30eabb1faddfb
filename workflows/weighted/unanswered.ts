import { RetryState } from '@temporalio/common';
import { ActivityFailure } from '@temporalio/workflow';
import { nowSeconds } from '../progress.ts';
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

const isRefusal = (error: unknown): boolean =>
  error instanceof ActivityFailure && error.retryState === RetryState.NON_RETRYABLE_FAILURE;
