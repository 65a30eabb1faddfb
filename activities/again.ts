import { ApplicationFailure } from '@temporalio/common';
import { INCURABLE } from '../workflows/rollout/incurable.ts';

/**
 * Makes a call, and once more where it fails: of calls in a row each is repeated by itself, or a fault at every second one would keep
 * them from ever getting through. What is refused stays refused.
 */
export async function again<T>(call: () => Promise<T>): Promise<T> {
  try {
    return await call();
  } catch (error) {
    if (error instanceof ApplicationFailure || INCURABLE.includes((error as Error).name)) throw error;
    return call();
  }
}
