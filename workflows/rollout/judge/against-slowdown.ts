import type { Counts } from './bucket.ts';
import { rateApart } from './between-tasks.ts';
import { type LatencyBound, slowShareOf } from './latency-bounds.ts';
import { latencyAt, type Shape, shareUpTo } from './latency-quantile.ts';
import { dispersionOfDifference } from './over-dispersion.ts';

/** So many times as long as stable's may all of a bad canary's requests take. */
const slowdowns = [1.2, 1.4, 2, 4];

/** How much is staked on each, together 1: more on the small ones, which take longest to be told from chance. */
export const stakesOnSlowdown: readonly number[] = [0.6, 0.25, 0.1, 0.05];

export const noEvidenceOfSlowdown: readonly number[] = slowdowns.map(() => 0);

/** What one request can say at most: between the bounds of a histogram nobody knows its shape that well. */
const mostOfRequest = 10;

/** Stable's shape, and how long a request takes at least for its time to matter. */
export interface LatencyPace {
  readonly shape: Shape;
  readonly negligibleMs: number;
}

/**
 * «All of the canary's requests take `f` times as long»: the whole histogram says more of that than any one of its bounds. Each
 * request weighs what its place in the histogram has under `f` relative to now. The requests of the smaller side are drawn from
 * both without replacement, which spreads their sum no wider than with it (Hoeffding 1963), so that the ln factor
 * `Σ ln w − n ln w̄`, w̄ the mean weight of both sides' requests, has an exponential with expectation ≤ 1 whatever shape both share.
 */
export function factorsOfSlowdown(
  pace: LatencyPace,
  bound: LatencyBound,
  canary: Counts,
  stable: Counts,
  apart = 0,
): number[] {
  const [n, m] = [sum(canary.latency ?? []), sum(stable.latency ?? [])];
  if (n === 0 || m === 0) return slowdowns.map(() => 0);
  const dispersion = dispersionOfDifference(bound.spread, n, m);
  const lnOf = (slowdown: number) => {
    const weights = weightsOf(pace, slowdown);
    return n <= m
      ? lnLikelihoodRatio(canary, stable, weights)
      : lnLikelihoodRatio(
          stable,
          canary,
          weights.map((weight) => 1 / weight),
        );
  };
  const usual = slowdownApart(pace, bound, apart);
  const lnOfUsual = usual > 1 ? lnOf(usual) : 0;
  return slowdowns.map((slowdown) => (lnOf(usual * slowdown) - lnOfUsual) / dispersion);
}

/** How many times as long the requests of two sets of tasks of one version may take. */
function slowdownApart({ shape }: LatencyPace, { ms, before, spread }: LatencyBound, apart: number): number {
  const share = slowShareOf(before);
  const highest = rateApart(share, spread, apart);
  if (highest <= share) return 1;
  return Math.max(1, ms / latencyAt(shape, Math.max(0.01, 1 - highest)));
}

/** How much likelier each place of the histogram is for a request that takes so many times as long. */
function weightsOf({ shape, negligibleMs }: LatencyPace, slowdown: number): number[] {
  const { boundsMs } = shape;
  const matters = boundsMs.filter((ms) => ms >= negligibleMs);
  const upTo = (ms: number) => (ms === Infinity ? 1 : shareUpTo(shape, ms));
  return [...boundsMs, Infinity].map((ms, i) => {
    const below = boundsMs[i - 1] ?? 0;
    const [from, to] = [below < negligibleMs ? 0 : below, matters.find((bound) => bound >= ms) ?? Infinity];
    const [now, then] = [upTo(to) - upTo(from), upTo(to / slowdown) - upTo(from / slowdown)];
    return now <= 0 ? 1 : Math.min(mostOfRequest, Math.max(1 / mostOfRequest, then / now));
  });
}

function lnLikelihoodRatio(drawn: Counts, rest: Counts, weights: readonly number[]): number {
  const [ofDrawn, ofRest] = [drawn.latency ?? [], rest.latency ?? []];
  const both = weights.map((_, i) => (ofDrawn[i] ?? 0) + (ofRest[i] ?? 0));
  const mean = sum(both.map((count, i) => count * (weights[i] ?? 1))) / sum(both);
  return (
    sum(weights.map((weight, i) => (ofDrawn[i] ?? 0) * Math.log(weight))) - sum(ofDrawn) * Math.log(mean)
  );
}

const sum = (values: readonly number[]): number => values.reduce((a, b) => a + b, 0);
