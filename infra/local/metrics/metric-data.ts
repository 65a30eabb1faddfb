import type { MetricDatum } from '@aws-sdk/client-cloudwatch';
import { seriesOf, type Sample } from './sample.ts';

export const namespace = 'ECS/ContainerInsights/Prometheus';

/**
 * CloudWatch's form of what was counted up to a time: counters as they are, histograms as one value for each bucket, its
 * upper bound in ms, as often as it was hit. What is above the last bound counts at the last bound.
 */
export function metricData(samples: readonly Sample[], timestamp: Date): MetricDatum[] {
  const counters = samples.filter(({ name }) => !/_(bucket|sum|count)$/.test(name));
  const buckets = samples.filter(({ name }) => name.endsWith('_bucket'));
  return [
    ...counters.map((sample) => ({
      ...base(sample, timestamp),
      Unit: 'Count' as const,
      Value: sample.value,
    })),
    ...histograms(buckets, timestamp),
  ];
}

function histograms(buckets: readonly Sample[], timestamp: Date): MetricDatum[] {
  const bySeries = new Map<string, Sample[]>();
  for (const bucket of buckets) {
    const series = seriesOf(withoutBound(bucket));
    bySeries.set(series, [...(bySeries.get(series) ?? []), bucket]);
  }
  return [...bySeries.values()].flatMap((own) => histogram(own, timestamp) ?? []);
}

/** CloudWatch takes no histogram without a value. */
function histogram(buckets: readonly Sample[], timestamp: Date): MetricDatum | undefined {
  const sorted = buckets.toSorted((a, b) => boundMillis(a) - boundMillis(b));
  const lastBound = boundMillis(sorted.findLast((bucket) => Number.isFinite(boundMillis(bucket)))!);
  const counts = new Map<number, number>();
  sorted.forEach((bucket, i) => {
    const count = bucket.value - (sorted[i - 1]?.value ?? 0);
    const bound = Math.min(boundMillis(bucket), lastBound);
    if (count > 0) counts.set(bound, (counts.get(bound) ?? 0) + count);
  });
  if (counts.size === 0) return undefined;
  return {
    ...base(withoutBound(sorted[0]!), timestamp),
    Unit: 'Milliseconds',
    Values: [...counts.keys()],
    Counts: [...counts.values()],
  };
}

function boundMillis({ labels }: Sample): number {
  return labels['le'] === '+Inf' ? Infinity : Number(labels['le']);
}

function withoutBound({ name, labels: { le: _, ...labels }, value }: Sample): Sample {
  return { name: name.replace(/_bucket$/, ''), labels, value };
}

function base({ name, labels }: Sample, timestamp: Date) {
  return {
    MetricName: name,
    Dimensions: Object.entries(labels).map(([Name, Value]) => ({ Name, Value })),
    Timestamp: timestamp,
    StorageResolution: 1,
  };
}
