/** How much worse than stable nobody minds: an effect below it is no evidence, however much traffic there is. */
export interface Tolerance {
  /** More errors, as a fraction of requests, and as a ratio to stable's: whichever allows more. */
  readonly errorRate: number;
  readonly errorRatio: number;
  /** Slower requests at a percentile, in percent of stable's time and in milliseconds: whichever allows more. */
  readonly p50: LatencyTolerance;
  readonly p95: LatencyTolerance;
  readonly p99: LatencyTolerance;
}

export interface LatencyTolerance {
  readonly percent: number;
  readonly ms: number;
}

export type Percentile = 'p50' | 'p95' | 'p99';

export const toleranceDefaults: Tolerance = {
  errorRate: 0.001,
  errorRatio: 1.1,
  p50: { percent: 10, ms: 5 },
  p95: { percent: 10, ms: 10 },
  p99: { percent: 20, ms: 20 },
};

/** The highest error rate that nobody minds beside stable's. */
export const mostTolerable = ({ errorRate, errorRatio }: Tolerance, stable: number): number =>
  stable + Math.max(errorRate, (errorRatio - 1) * stable);

export const toleratedMs = ({ percent, ms }: LatencyTolerance, stableMs: number): number =>
  Math.max(ms, (percent / 100) * stableMs);

/** The percentile that a share of slower requests is nearest to. */
export function percentileNear(slowShare: number): Percentile {
  if (slowShare > 0.15) return 'p50';
  return slowShare > 0.02 ? 'p95' : 'p99';
}
