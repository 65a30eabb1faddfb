import type { Counts } from '../../workflows/rollout/judge/bucket.ts';

/** Upper bounds of the latency histogram: a load balancer has none of its own, so they are the usual ones. */
export const LATENCY_BOUNDS_MS = [5, 10, 25, 50, 100, 250, 500, 1000, 2500, 5000, 10_000] as const;

/** One series of a load balancer's metrics. */
export interface Series {
  readonly metric: string;
  readonly stat: string;
  /** Whose it is: the target group's, or that of its whole load balancer. */
  readonly of: 'group' | 'balancer';
  /** What its values are, or the latency bound within which the requests were answered that it counts. */
  readonly counts: Count | number;
}

type Count = 'requests' | 'healthy' | 'failed' | 'unconnected' | 'ownErrors' | 'answered';

const sum = (metric: string, counts: Count, of: Series['of'] = 'group'): Series => ({
  metric,
  stat: 'Sum',
  of,
  counts,
});

/**
 * The series of one target group, by «CloudWatch metrics for your Application Load Balancer». The load balancer's own 5xx are not told by
 * target group. TargetResponseTime is in seconds, and the trimmed count TC(:x) says how many of its values are at most x.
 */
export const SERIES: readonly Series[] = [
  sum('RequestCount', 'requests'),
  sum('HTTPCode_Target_2XX_Count', 'healthy'),
  sum('HTTPCode_Target_3XX_Count', 'healthy'),
  sum('HTTPCode_Target_4XX_Count', 'healthy'),
  sum('HTTPCode_Target_5XX_Count', 'failed'),
  sum('TargetConnectionErrorCount', 'unconnected'),
  { metric: 'TargetResponseTime', stat: 'SampleCount', of: 'group', counts: 'answered' },
  ...LATENCY_BOUNDS_MS.map((bound, i): Series => ({
    metric: 'TargetResponseTime',
    stat: `TC(:${bound / 1000})`,
    of: 'group',
    counts: i,
  })),
  sum('HTTPCode_ELB_5XX_Count', 'ownErrors', 'balancer'),
];

/** What the series say of one period; a series that is not there is left out. */
export interface Tally extends Partial<Record<Count, number>> {
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
 * A load balancer publishes a count only when it is not 0: no errors while there are requests are 0 errors. A connection that was tried
 * again counts more than once, so errors may not exceed the requests that are known.
 */
export function countsOf(tally: Tally): Counts | undefined {
  const { failed = 0, unconnected = 0, answered, within } = tally;
  const errors = failed + Math.max(unconnected, brokenOff(tally));
  if (tally.requests === undefined && errors === 0) return undefined;
  const { requests = errors } = tally;
  const counts = { requests, errors: Math.min(errors, requests) };
  if (answered === undefined) return counts;
  const cumulative = [...LATENCY_BOUNDS_MS.map((_, i) => within[i] ?? 0), answered];
  return { ...counts, latency: cumulative.map((count, i) => count - (cumulative[i - 1] ?? 0)) };
}

/**
 * Requests that were given to a target and got no answer of it. Those whose caller left, and connections that became WebSockets, have
 * no answer either; but only for broken ones does the load balancer answer 5xx itself, so there are no more of them.
 */
const brokenOff = ({ requests = 0, healthy = 0, failed = 0, ownErrors = 0 }: Tally): number =>
  Math.min(Math.max(0, requests - healthy - failed), ownErrors);
