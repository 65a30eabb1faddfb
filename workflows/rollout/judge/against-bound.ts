import { lnRateLikelihoodRatio } from './binomial.ts';
import type { EvidenceConfig } from './evidence-config.ts';
import { dispersionAt, type Spread } from './over-dispersion.ts';
import { knownNow } from './rollout-control.ts';
import { type Proportion, wilsonInterval } from './score-interval.ts';
import { mostTolerable } from './tolerance.ts';

/** How much larger than the bound's the odds of a bad canary's errors may be. */
const oddsRatios = [2, 4, 10, 30, 100];

export const noEvidenceAgainstBound: readonly number[] = oddsRatios.map(() => 0);

/** The bound is this many times what stable fails. */
const guardRatio = 2;
/** Where a service fails more than this, no bound tells a bad canary. */
const highestBound = 0.9;

/**
 * An error rate that a healthy canary stays under, from all that is known of stable: before, in this rollout
 * where that contradicts what was before, and right now.
 */
export function errorBound(
  before: Proportion,
  thisRollout: Proportion,
  stableNow: readonly Proportion[],
  { tolerance, objectiveErrorRate }: Pick<EvidenceConfig, 'tolerance' | 'objectiveErrorRate'>,
): number {
  const guarded = (rate: number) => Math.max(guardRatio * rate, mostTolerable(tolerance, rate));
  const highest = (seen: Proportion) => guarded(wilsonInterval(seen, 3).upper);
  const known =
    before.requests === 0
      ? objectiveErrorRate
      : Math.max(highest(before), highest(knownNow(before, thisRollout)));
  const now = stableNow.map(({ events, requests }) => (requests === 0 ? 0 : guarded(events / requests)));
  return Math.max(known, ...now);
}

/**
 * Part B: the canary's errors against a bound, by a binomial likelihood ratio; one ln factor for each odds
 * ratio. It needs no stable beside it: for rare requests, high weights, first deployments.
 */
export function factorsAgainstBound(bound: number, spread: Spread, seen: Proportion): number[] {
  if (seen.requests === 0 || bound > highestBound) return oddsRatios.map(() => 0);
  const dispersion = dispersionAt(bound, spread, seen.requests);
  return oddsRatios.map((ratio) => lnRateLikelihoodRatio(seen, bound, ratio) / dispersion);
}
