import type { Bucket, Counts } from './bucket.ts';
import type { EvidenceConfig } from './evidence-config.ts';
import { type LatencyBound, latencyBounds } from './latency-bounds.ts';
import { noSpread, type Spread, spreadOf } from './over-dispersion.ts';
import { wilsonInterval } from './score-interval.ts';

/** What is known of stable before the canary gets traffic. */
export interface History {
  /** About a day of stable, where it is known. */
  readonly total?: Counts;
  /** About an hour of stable's buckets, oldest first, each as wide as those that will be judged. */
  readonly buckets: readonly Bucket[];
}

/** What the judge keeps of the history. Rates are fractions of requests. */
export interface Baseline {
  /** Best guess of stable's error rate. */
  readonly errorRate: number;
  /** What it surely does not exceed; left out without history. */
  readonly highestErrorRate?: number;
  readonly errorSpread: Spread;
  readonly latencyBounds: readonly LatencyBound[];
}

const unknownErrorRate = 1e-3;
const lowestErrorRate = 1e-4;

export function baselineOf(
  history: History,
  { latencyBoundsMs, negligibleMs }: Pick<EvidenceConfig, 'latencyBoundsMs' | 'negligibleMs'>,
): Baseline {
  const counts = history.buckets.flatMap(({ stable }) => (stable ? [stable] : []));
  const total = history.total ?? {
    requests: sum(counts.map(({ requests }) => requests)),
    errors: sum(counts.map(({ errors }) => errors)),
  };
  const proportion = { events: total.errors, requests: total.requests };
  if (total.requests === 0) {
    return { errorRate: unknownErrorRate, errorSpread: noSpread, latencyBounds: [] };
  }
  return {
    errorRate: Math.max(lowestErrorRate, (total.errors + 0.5) / (total.requests + 1)),
    highestErrorRate: wilsonInterval(proportion, 3).upper,
    errorSpread: spreadOf(counts.map(({ errors, requests }) => ({ events: errors, requests }))),
    latencyBounds: latencyBoundsMs ? latencyBounds(counts, latencyBoundsMs, negligibleMs) : [],
  };
}

const sum = (values: readonly number[]): number => values.reduce((a, b) => a + b, 0);
