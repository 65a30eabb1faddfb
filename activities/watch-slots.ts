import { ApplicationFailure } from '@temporalio/common';
import type { Baking } from '../workflows/rollout/baking.ts';
import type { Pulse } from './pulse.ts';

/** A worker's slots for activities; watches never take all of them, so that nothing waits for a bake, going back least of all. */
export const SLOTS = { activities: 400, watches: 320 } as const;

/** Watches of this worker, whatever account they are in: the slots are the process's. */
let under = 0;

/** How soon a bake that found its worker full is tried again. */
const AGAIN_SECONDS = 20;

type Watch<Check, Result> = (check: Check, baking: Pick<Baking, 'until' | 'open'>) => Promise<Result>;

/**
 * The same watch, so many of which go on at once. One more fails as `WorkerFull`, to be tried again, until its bake is due: then it takes
 * a look, which is short.
 */
export function atMost<Check, Result>(
  watches: number,
  { now }: Pick<Pulse, 'now'>,
  watch: Watch<Check, Result>,
): Watch<Check, Result> {
  return async (check, baking) => {
    const secondsLeft = baking.until - now();
    if (under >= watches && secondsLeft > 0) throw full(watches, secondsLeft);
    under += 1;
    try {
      return await watch(check, baking);
    } finally {
      under -= 1;
    }
  };
}

const full = (watches: number, secondsLeft: number) =>
  ApplicationFailure.create({
    type: 'WorkerFull',
    message: `this worker watches ${watches} bakes already, as many as it may: start another worker`,
    nextRetryDelay: Math.min(secondsLeft, AGAIN_SECONDS) * 1000,
    category: 'BENIGN',
  });
