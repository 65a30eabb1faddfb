import type { Proportion } from './score-interval.ts';

/**
 * ln of the likelihood of odds `ratio` times those of `rate` against `rate` itself, for independent requests.
 * Its exponential has expectation ≤ 1 wherever the true rate is at most `rate` (monotone likelihood ratio).
 */
export function lnRateLikelihoodRatio(seen: Proportion, rate: number, ratio: number): number {
  const bad = (ratio * rate) / (1 - rate + ratio * rate);
  return (
    seen.events * Math.log(bad / rate) + (seen.requests - seen.events) * Math.log((1 - bad) / (1 - rate))
  );
}
