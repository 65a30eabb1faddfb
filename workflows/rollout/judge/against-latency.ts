import { lnRateLikelihoodRatio } from './binomial.ts';
import type { Counts } from './bucket.ts';
import { type Baseline, slowerBefore } from './baseline.ts';
import { type LatencyBound, slowerThan, slowShareOf } from './latency-bounds.ts';
import { lnBeyondPair, oddsApart } from './between-tasks.ts';
import { dispersionAt, dispersionOfDifference } from './over-dispersion.ts';
import {
  factorsOfSlowdown,
  noEvidenceOfSlowdown,
  stakesOnSlowdown,
  type LatencyPace,
} from './against-slowdown.ts';
import { knownNow } from './rollout-control.ts';
import { wilsonInterval } from './score-interval.ts';

/** How much larger than stable's the odds of a slow request may be. */
const oddsRatiosOfBody = [1.25, 1.5, 2, 3, 5];
/** A tail grows by more, and is too thin to show less. */
const oddsRatiosOfTail = [2, 5, 10];
const tailShare = 0.005;

const oddsRatiosOf = ({ before }: LatencyBound): readonly number[] =>
  slowShareOf(before) < tailShare ? oddsRatiosOfTail : oddsRatiosOfBody;

/** One grid for all bounds, one after the other, and for all of the histogram, if it has such bounds. */
export const noEvidenceOfLatency = (bounds: readonly LatencyBound[]): readonly number[] =>
  boundsOfGrid(bounds).map(() => 0);

/** To which bound, by its place in the list, each of the grid's alternatives belongs; all of the histogram to the one nearest the median. */
export const boundsOfGrid = (bounds: readonly LatencyBound[]): readonly number[] =>
  bounds.length === 0
    ? []
    : [
        ...bounds.flatMap((bound, place) => oddsRatiosOf(bound).map(() => place)),
        ...noEvidenceOfSlowdown.map(() => 0),
      ];

/** Part L: as part A, with «slower than a bound» as the event, at each bound. */
export function factorsOfLatency(
  bounds: readonly LatencyBound[],
  pace: LatencyPace | undefined,
  canary: Counts,
  stable: Counts,
  apart = 0,
): number[] {
  const atBounds = bounds.flatMap((bound) => {
    const [ofCanary, ofStable] = [slowerThan(canary, bound.index), slowerThan(stable, bound.index)];
    const table = {
      canaryRequests: ofCanary.requests,
      canaryEvents: ofCanary.events,
      stableRequests: ofStable.requests,
      stableEvents: ofStable.events,
    };
    const dispersion = dispersionOfDifference(bound.spread, table.canaryRequests, table.stableRequests);
    const share = slowShareOf(bound.before);
    return oddsRatiosOf(bound).map((w) => lnBeyondPair(table, w, share, bound.spread, apart) / dispersion);
  });
  const [nearestMedian] = bounds;
  if (!nearestMedian) return [];
  return [
    ...atBounds,
    ...(pace ? factorsOfSlowdown(pace, nearestMedian, canary, stable, apart) : noEvidenceOfSlowdown),
  ];
}

/** Two moments are not the same moment: so much larger than stable's may the odds be where they are not compared in one. */
const guardOdds = 1.5;

/**
 * The same where stable has no traffic beside the canary: against what it showed before and in this rollout, by a
 * binomial likelihood ratio. That healthy canaries stay under this bound is calibrated, not proven.
 */
export function factorsOfLatencyAlone(
  baseline: Baseline,
  canary: Counts,
  control: Counts,
  apart = 0,
): number[] {
  return baseline.latencyBounds.flatMap((bound) => {
    const seen = slowerThan(canary, bound.index);
    const now = slowerThan(control, bound.index);
    const { upper } = wilsonInterval(knownNow(slowerBefore(baseline, bound, canary), now), 3);
    if (seen.requests === 0 || upper >= 1) return oddsRatiosOf(bound).map(() => 0);
    const odds = guardOdds * oddsApart(slowShareOf(bound.before), bound.spread, apart);
    const rate = (odds * upper) / (1 - upper + odds * upper);
    const dispersion = dispersionAt(rate, bound.spread, seen.requests);
    return oddsRatiosOf(bound).map((ratio) => lnRateLikelihoodRatio(seen, rate, ratio) / dispersion);
  });
}

/** How much is staked on a slowdown of everything, the commonest fault; the rest on the bounds. */
const slowdownShare = 0.65;

/** How much is staked on each of the grid's alternatives; together 1. */
export function stakesOfLatency(bounds: readonly LatencyBound[]): readonly number[] {
  const grid = boundsOfGrid(bounds);
  const atBounds = grid.length - stakesOnSlowdown.length;
  return grid.map((_, i) => {
    const onSlowdown = stakesOnSlowdown[i - atBounds];
    return onSlowdown === undefined ? (1 - slowdownShare) / atBounds : slowdownShare * onSlowdown;
  });
}
