import type { Counts } from '../../workflows/rollout/judge/bucket.ts';

/** Upper bounds of the latency histogram: a load balancer has none of its own, so they are the usual ones. */
export const LATENCY_BOUNDS_MS = [5, 10, 25, 50, 100, 250, 500, 1000, 2500, 5000, 10_000] as const;

/** One series of a load balancer's metrics about a target group. */
export interface Series {
  readonly metric: string;
  readonly stat: string;
  /** What its values are: requests, failed ones, answered ones, or those answered within the n-th latency bound. */
  readonly counts: 'requests' | 'errors' | 'answered' | number;
}

/**
 * The series of one target group. Targets that cannot be reached answer no 5xx, so their connection errors count, too;
 * TargetResponseTime is in seconds, and the trimmed count TC(:x) says how many of its values are at most x.
 */
export const SERIES: readonly Series[] = [
  { metric: 'RequestCount', stat: 'Sum', counts: 'requests' },
  { metric: 'HTTPCode_Target_5XX_Count', stat: 'Sum', counts: 'errors' },
  { metric: 'TargetConnectionErrorCount', stat: 'Sum', counts: 'errors' },
  { metric: 'TargetResponseTime', stat: 'SampleCount', counts: 'answered' },
  ...LATENCY_BOUNDS_MS.map((bound, i): Series => ({
    metric: 'TargetResponseTime',
    stat: `TC(:${bound / 1000})`,
    counts: i,
  })),
];

/** What the series say of one period; a series that is not there is left out. */
export interface Tally {
  requests?: number;
  errors?: number;
  answered?: number;
  /** By latency bound, each with those of the lower ones. */
  readonly within: Partial<Record<number, number>>;
}

/** A tally of nothing. */
export const newTally = (): Tally => ({ within: {} });

/** Adds a value to what it counts. */
export function add(tally: Tally, { counts }: Series, value: number): void {
  if (typeof counts === 'number') tally.within[counts] = (tally.within[counts] ?? 0) + value;
  else tally[counts] = (tally[counts] ?? 0) + value;
}

/**
 * A load balancer publishes a count only when it is not 0: no errors while there are requests are 0 errors. A
 * connection that was tried again counts more than once, so errors may not exceed the requests that are known.
 */
export function countsOf({ requests, errors = 0, answered, within }: Tally): Counts | undefined {
  if (requests === undefined && errors === 0) return undefined;
  const counts = { requests: requests ?? errors, errors: Math.min(errors, requests ?? errors) };
  if (answered === undefined) return counts;
  const cumulative = [...LATENCY_BOUNDS_MS.map((_, i) => within[i] ?? 0), answered];
  return { ...counts, latency: cumulative.map((count, i) => count - (cumulative[i - 1] ?? 0)) };
}
