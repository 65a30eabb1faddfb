import { CancellationScope, condition, isCancellation, sleep } from '@temporalio/workflow';
import { nowSeconds } from './progress.ts';

/** Whether there is a timer must not depend on the time, so a moment that is over is waited for as well. */
const LEAST_MILLIS = 1;

const millisUntil = (moment: number): number =>
  Math.max(LEAST_MILLIS, Math.ceil((moment - nowSeconds()) * 1000));

/** Waits until a moment in epoch seconds, by a timer in any case. */
export const sleepUntil = (moment: number): Promise<void> => sleep(millisUntil(moment));

/** Waits until something holds, or until a moment in epoch seconds, by a timer unless it holds already. Answers whether it holds. */
export const conditionUntil = (holds: () => boolean, moment: number): Promise<boolean> =>
  condition(holds, millisUntil(moment));

/**
 * Does something that has to know whether a moment (epoch seconds) is there. A timer says so, and never the clock: after a query, a worker
 * may go on by an earlier time than a replay sees, and what it does then has to be the same.
 */
export async function withMoment<T>(moment: number, act: (isThere: () => boolean) => Promise<T>): Promise<T> {
  let isThere = false;
  const waiting = new CancellationScope();
  const timer = waiting
    .run(() => sleepUntil(moment))
    .then(() => {
      isThere = true;
    })
    .catch((error: unknown) => {
      if (!isCancellation(error)) throw error;
    });
  try {
    return await act(() => isThere);
  } finally {
    waiting.cancel();
    await timer;
  }
}
