import type { Counts } from './bucket.ts';
import { type Spread, spreadOf } from './over-dispersion.ts';
import type { Proportion } from './score-interval.ts';

/** One bound of the latency histogram that the arms are compared at. */
export interface LatencyBound {
  /** Its place among the histogram's bounds. */
  readonly index: number;
  readonly ms: number;
  /** How many of stable's requests were slower, in the history. */
  readonly before: Proportion;
  readonly spread: Spread;
}

/** Shares outside of these say too little, or say it too late. */
const lowestShare = 0.0003;
const highestShare = 0.8;

/** A bound is looked for near each of these shares: the body of the distribution first, then its tail. */
const wantedShares = [0.5, 0.2, 0.05, 0.01, 0.001];

/** Picks at most five bounds, the one nearest the median first; none below `negligibleMs`. */
export function latencyBounds(
  history: readonly Counts[],
  boundsMs: readonly number[],
  negligibleMs: number,
): LatencyBound[] {
  const candidates = boundsMs
    .map((ms, index) => {
      const slow = history.map((counts) => slowerThan(counts, index));
      const requests = slow.reduce((sum, bucket) => sum + bucket.requests, 0);
      const events = slow.reduce((sum, bucket) => sum + bucket.events, 0);
      return { index, ms, before: { events, requests }, spread: spreadOf(slow) };
    })
    .filter(({ ms, before }) => {
      const share = slowShareOf(before);
      return ms >= negligibleMs && share >= lowestShare && share <= highestShare;
    });
  const picked = wantedShares.flatMap((wanted) => nearest(candidates, wanted) ?? []);
  return [...new Set(picked)];
}

export const slowShareOf = ({ events, requests }: Proportion): number =>
  requests === 0 ? 0 : events / requests;

/** Requests slower than the bound at `index`, among those whose latency is known. */
export function slowerThan({ latency = [] }: Pick<Counts, 'latency'>, index: number): Proportion {
  let requests = 0;
  let events = 0;
  for (const [i, count] of latency.entries()) {
    requests += count;
    if (i > index) events += count;
  }
  return { requests, events };
}

const logit = (share: number): number => Math.log(share / (1 - share));

function nearest(candidates: readonly LatencyBound[], share: number): LatencyBound | undefined {
  const distance = (bound: LatencyBound) => Math.abs(logit(slowShareOf(bound.before)) - logit(share));
  return candidates.toSorted((a, b) => distance(a) - distance(b))[0];
}
