import type { MetricDatum } from '@aws-sdk/client-cloudwatch';
import type { Access } from './access.ts';

/** What was counted for one target group; a count of nothing is not there, as a load balancer does not publish it. */
export interface Tally {
  readonly counts: ReadonlyMap<string, number>;
  /** How often each response time in seconds was seen. */
  readonly responseSeconds: ReadonlyMap<number, number>;
}

/** Counts requests by target group, under the names of «CloudWatch metrics for your Application Load Balancer». */
export function tallyOf(accesses: readonly Access[]): Map<string, Tally> {
  const tallies = new Map<string, OpenTally>();
  for (const { group, hadTarget, status, connectionFailed, responseSeconds } of accesses) {
    if (!hadTarget) continue;
    const tally = tallies.get(group) ?? newTally();
    tallies.set(group, tally);
    increase(tally.counts, 'RequestCount');
    if (status !== undefined) increase(tally.counts, `HTTPCode_Target_${Math.floor(status / 100)}XX_Count`);
    if (connectionFailed) increase(tally.counts, 'TargetConnectionErrorCount');
    if (responseSeconds !== undefined) increase(tally.responseSeconds, responseSeconds);
  }
  return tallies;
}

/** What a load balancer had to answer itself, all 5xx and each, under the same names; it does not tell this by target group. */
export function ownErrorCounts(accesses: readonly Access[]): [string, number][] {
  const counts = new Map<string, number>();
  for (const { ownError } of accesses) {
    if (ownError === undefined) continue;
    increase(counts, 'HTTPCode_ELB_5XX_Count');
    increase(counts, `HTTPCode_ELB_${ownError}_Count`);
  }
  return [...counts];
}

interface OpenTally extends Tally {
  readonly counts: Map<string, number>;
  readonly responseSeconds: Map<number, number>;
}

const newTally = (): OpenTally => ({ counts: new Map(), responseSeconds: new Map() });

function increase<Key>(counts: Map<Key, number>, key: Key): void {
  counts.set(key, (counts.get(key) ?? 0) + 1);
}

/** PutMetricData takes so many values in one datum. */
const VALUES_PER_DATUM = 150;

/** A tally in CloudWatch's form; response times as the values that were seen, so that percentiles and trimmed counts can be had. */
export function metricDataOf({ counts, responseSeconds }: Tally): Partial<MetricDatum>[] {
  const times = [...responseSeconds];
  const chunks = Array.from({ length: Math.ceil(times.length / VALUES_PER_DATUM) }, (_, i) =>
    times.slice(i * VALUES_PER_DATUM, (i + 1) * VALUES_PER_DATUM),
  );
  return [
    ...[...counts].map(([MetricName, Value]) => ({ MetricName, Value, Unit: 'Count' as const })),
    ...chunks.map((chunk) => ({
      MetricName: 'TargetResponseTime',
      Unit: 'Seconds' as const,
      Values: chunk.map(([seconds]) => seconds),
      Counts: chunk.map(([, count]) => count),
    })),
  ];
}
