import { capBlip, lnCap } from './blip-cap.ts';
import type { Bucket, Counts } from './bucket.ts';
import type { EvidenceConfig } from './evidence-config.ts';
import { type LatencyBound, slowerThan } from './latency-bounds.ts';
import { lnOddsLikelihoodRatio, type Table } from './noncentral-hypergeometric.ts';
import { firstStake } from './onset-mixture.ts';
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

/**
 * What the latency alternatives can reach in a bucket. A version that warms up is slow without being bad: all buckets
 * that begin in that time prove together no more than one blip. From then on slowness counts in full.
 */
export const mostOfLatency = (
  { warmUpSeconds }: EvidenceConfig,
  since: number,
  { from }: Bucket,
): number | undefined => (from < since + warmUpSeconds ? firstStake * Math.exp(lnCap) : undefined);

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
