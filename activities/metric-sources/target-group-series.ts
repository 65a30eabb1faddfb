import { LOAD_BALANCER_BOUNDS_MS } from '../../workflows/rollout/metric-facts.ts';
import type { Counts } from '../../workflows/rollout/judge/bucket.ts';
import type { LoadBalancerSpec } from '../../workflows/rollout/metrics-spec.ts';

/** One series of a load balancer's metrics. */
export interface GroupSeries {
  readonly metric: string;
  readonly stat: string;
  /** What its values are, or the latency bound within which the requests were answered that it counts. */
  readonly counts: Count | number;
}

type Count = 'requests' | 'healthy' | 'failed' | 'unconnected' | 'gatewayErrors' | 'answered';

const sum = (metric: string, counts: Count): GroupSeries => ({ metric, stat: 'Sum', counts });

/** What targets were asked, and what they answered; of one group, or of all of a load balancer. `clientErrors` is what a 4xx counts as. */
const answers = (clientErrors: 'healthy' | 'failed'): readonly GroupSeries[] => [
  sum('RequestCount', 'requests'),
  sum('HTTPCode_Target_2XX_Count', 'healthy'),
  sum('HTTPCode_Target_3XX_Count', 'healthy'),
  sum('HTTPCode_Target_4XX_Count', clientErrors),
  sum('HTTPCode_Target_5XX_Count', 'failed'),
];

/**
 * The series of one target group. TargetResponseTime is in seconds, and the trimmed count TC(:x) says how many of its values are at
 * most x. https://docs.aws.amazon.com/elasticloadbalancing/latest/application/load-balancer-cloudwatch-metrics.html
 */
export const groupSeries = ({
  countAsErrors,
}: Pick<LoadBalancerSpec, 'countAsErrors'>): readonly GroupSeries[] => [
  ...answers(countAsErrors === '4xx' ? 'failed' : 'healthy'),
  sum('TargetConnectionErrorCount', 'unconnected'),
  { metric: 'TargetResponseTime', stat: 'SampleCount', counts: 'answered' },
  ...LOAD_BALANCER_BOUNDS_MS.map((bound, i): GroupSeries => ({
    metric: 'TargetResponseTime',
    stat: `TC(:${bound / 1000})`,
    counts: i,
  })),
];

/**
 * What a load balancer answers itself is told of it as a whole, never by target group. 502 and 504 are its answers for a target that
 * refuses or breaks a connection, or takes too long; 503 is that there was no target, which is no version's doing.
 * https://docs.aws.amazon.com/elasticloadbalancing/latest/application/load-balancer-troubleshooting.html#load-balancer-http-error-codes
 */
export const BALANCER_SERIES: readonly GroupSeries[] = [
  ...answers('healthy'),
  sum('HTTPCode_ELB_502_Count', 'gatewayErrors'),
  sum('HTTPCode_ELB_504_Count', 'gatewayErrors'),
];

/** What the series say of one period; a series that is not there is left out. */
export interface Tally extends Partial<Record<Count, number>> {
  /** By latency bound, each with those of the lower ones. */
  readonly within: Partial<Record<number, number>>;
}

/** A tally of nothing. */
export const newTally = (): Tally => ({ within: {} });

/** Adds a value to what it counts. */
export function addTo(tally: Tally, { counts }: GroupSeries, value: number): void {
  if (typeof counts === 'number') tally.within[counts] = (tally.within[counts] ?? 0) + value;
  else tally[counts] = (tally[counts] ?? 0) + value;
}

/**
 * Most counts are published only when they are not 0: no errors while there are requests are 0 errors. RequestCount has a request as
 * soon as a target was chosen for it, answered or not. A connection that was tried again counts more than once, so errors may not
 * exceed the requests that are known.
 *
 * @param broken requests that the targets broke off
 */
export function countsOf(tally: Tally, broken: number): Counts | undefined {
  const { failed = 0, unconnected = 0, answered, within } = tally;
  const errors = failed + Math.max(unconnected, broken);
  if (tally.requests === undefined && errors === 0) return undefined;
  const { requests = errors } = tally;
  const counts = { requests, errors: Math.min(errors, requests) };
  if (answered === undefined) return counts;
  const cumulative = [...LOAD_BALANCER_BOUNDS_MS.map((_, i) => within[i] ?? 0), answered];
  return { ...counts, latency: cumulative.map((count, i) => count - (cumulative[i - 1] ?? 0)) };
}

/**
 * Requests that were given to a target and got no answer of it: no HTTPCode_Target count has them. Those whose caller left (HTTP 460) and
 * connections that became WebSockets are among them.
 */
const unanswered = ({ requests = 0, healthy = 0, failed = 0 }: Tally): number =>
  Math.max(0, requests - healthy - failed);

/**
 * How many requests each side's targets broke off. Only for those does the load balancer answer 502 or 504 itself, so there are no more of
 * them; it does not say whose they were, so all groups behind it, those of other services too, share them by their requests without an answer.
 *
 * @param balancer what the series of the load balancer as a whole say
 */
export function brokenOff(sides: readonly Tally[], balancer: Tally): number[] {
  const ofSides = sides.map(unanswered);
  // The whole may come in later than its parts.
  const total = Math.max(
    unanswered(balancer),
    ofSides.reduce((sum, each) => sum + each, 0),
  );
  const part = total === 0 ? 0 : Math.min(1, (balancer.gatewayErrors ?? 0) / total);
  return ofSides.map((each) => Math.round(part * each));
}
