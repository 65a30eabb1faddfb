import { capBlip } from './blip-cap.ts';
import type { Counts } from './bucket.ts';
import { type LatencyBound, slowerThan } from './latency-bounds.ts';
import { lnOddsLikelihoodRatio, type Table } from './noncentral-hypergeometric.ts';
import { dispersionOfDifference } from './over-dispersion.ts';

/** How much larger than stable's the odds of a slow request may be. */
const oddsRatios = [1.25, 1.5, 2, 3, 5];

/** One grid for all bounds, one after the other. */
export const noEvidenceOfLatency = (bounds: readonly LatencyBound[]): readonly number[] =>
  bounds.flatMap(() => oddsRatios.map(() => 0));

/** Part L: as part A, with «slower than a bound» as the event, at each bound. */
export function factorsOfLatency(
  bounds: readonly LatencyBound[],
  canary: Counts,
  stable: Counts,
  bucketSeconds: number,
): number[] {
  return bounds.flatMap(({ index, spread }) => {
    const table = slowRequests(index, canary, stable);
    const dispersion = dispersionOfDifference(spread, table.canaryRequests, table.stableRequests);
    return oddsRatios.map((w) => capBlip(lnOddsLikelihoodRatio(table, w) / dispersion, bucketSeconds));
  });
}

function slowRequests(index: number, canary: Counts, stable: Counts): Table {
  const ofCanary = slowerThan(canary, index);
  const ofStable = slowerThan(stable, index);
  return {
    canaryRequests: ofCanary.requests,
    canaryEvents: ofCanary.events,
    stableRequests: ofStable.requests,
    stableEvents: ofStable.events,
  };
}
