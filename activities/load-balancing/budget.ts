import type { Lanes } from '../pace.ts';

/** What AWS lets an account change of its load balancers in a Region, in a second. */
export const WRITES_OF_ACCOUNT = 3;

/** How much of that rollouts take on the way forward, all together. */
export const WRITES_FORWARD = 1.4;

/**
 * What rollouts take of the 10 reads and 3 writes a second that an account has in a Region for its load balancers: on the way forward less
 * than half, all workers together, since people and other tools call too. The way back has as much for itself.
 *
 * @param workers how many workers there are now
 */
export const loadBalancingLanes = (workers: () => number): Lanes => ({
  forward: () => ({
    reads: { perSecond: 4.5 / workers(), atOnce: 9 / workers() },
    writes: { perSecond: WRITES_FORWARD / workers(), atOnce: 2 / workers() },
  }),
  back: { reads: { perSecond: 4.5, atOnce: 5 }, writes: { perSecond: 1.4, atOnce: 2 } },
});
