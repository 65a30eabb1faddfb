import type { Bucket } from './bucket.ts';
import { type LatencyBound, slowerThan } from './latency-bounds.ts';
import type { Proportion } from './score-interval.ts';

/** What both arms did in buckets that had both, in all. */
export interface Compared {
  readonly canary: Proportion;
  readonly stable: Proportion;
  /** Requests slower than the bound nearest stable's median. */
  readonly slowCanary: Proportion;
  readonly slowStable: Proportion;
}

const none: Proportion = { events: 0, requests: 0 };
export const nothingCompared: Compared = { canary: none, stable: none, slowCanary: none, slowStable: none };

export function compare(
  sofar: Compared,
  { canary, stable }: Required<Pick<Bucket, 'canary' | 'stable'>>,
  median: LatencyBound | undefined,
): Compared {
  return {
    canary: add(sofar.canary, { events: canary.errors, requests: canary.requests }),
    stable: add(sofar.stable, { events: stable.errors, requests: stable.requests }),
    slowCanary: median ? add(sofar.slowCanary, slowerThan(canary, median.index)) : none,
    slowStable: median ? add(sofar.slowStable, slowerThan(stable, median.index)) : none,
  };
}

const add = (a: Proportion, b: Proportion): Proportion => ({
  events: a.events + b.events,
  requests: a.requests + b.requests,
});
