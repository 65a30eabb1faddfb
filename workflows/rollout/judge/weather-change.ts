import { type Counts, errorsOf } from './bucket.ts';
import { type LatencyBound, slowerThan } from './latency-bounds.ts';
import { dispersionOfDifference, type Spread } from './over-dispersion.ts';
import type { Proportion } from './score-interval.ts';

/**
 * The two sides' counters are read at different moments, so that an outage of what they share begins and ends in
 * different buckets. A bucket beside one in which stable did much worse therefore proves nothing.
 */
export interface WeatherChange {
  readonly errors: boolean;
  /** At each latency bound. */
  readonly latency: readonly boolean[];
}

export const noChange: WeatherChange = { errors: false, latency: [] };

/** So many standard deviations are no chance. */
const changeZ = 3;

/** Whether stable did much worse in a neighbour than in a bucket. */
export function changeTowards(
  bucket: Counts | undefined,
  neighbour: Counts | undefined,
  errorSpread: Spread,
  bounds: readonly LatencyBound[],
): WeatherChange {
  if (!bucket || !neighbour) return noChange;
  return {
    errors: isWorse(errorsOf(bucket), errorsOf(neighbour), errorSpread),
    latency: bounds.map(({ index, spread }) =>
      isWorse(slowerThan(bucket, index), slowerThan(neighbour, index), spread),
    ),
  };
}

export const eitherChange = (a: WeatherChange, b: WeatherChange): WeatherChange => ({
  errors: a.errors || b.errors,
  latency: (a.latency.length > 0 ? a : b).latency.map(
    (_, i) => a.latency[i] === true || b.latency[i] === true,
  ),
});

function isWorse(here: Proportion, there: Proportion, spread: Spread): boolean {
  if (here.requests === 0 || there.requests === 0) return false;
  const pooled = (here.events + there.events) / (here.requests + there.requests);
  const chance = pooled * (1 - pooled) * (1 / here.requests + 1 / there.requests);
  const dispersion = dispersionOfDifference(spread, here.requests, there.requests);
  const excess = there.events / there.requests - here.events / here.requests;
  return excess > changeZ * Math.sqrt(chance * dispersion);
}
