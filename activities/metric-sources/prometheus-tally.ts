import type { Bucket, Counts } from '../../workflows/rollout/judge/bucket.ts';
import type { LatencyQuery, PrometheusSpec } from '../../workflows/rollout/metrics-spec.ts';
import type { PrometheusSeries } from './prometheus-api.ts';
import { subjectOf, type Subject } from './prometheus-query.ts';
import type { Side } from './sides.ts';
import { believed, type View } from './views.ts';

/** Events per second of one side, as far as there were any series for them. */
interface Rates {
  readonly requests: Partial<Record<View, number>>;
  readonly errors: Partial<Record<View, number>>;
  /** By upper bound in ms, cumulative. */
  readonly slower: Map<number, number>;
}
type Sides = Partial<Record<Side['side'], Rates>>;

/** Turns the series of a combined answer into buckets, oldest first; by strata where the plan names a label. */
export function tally(
  spec: PrometheusSpec,
  series: readonly PrometheusSeries[],
  bucketSeconds: number,
): Bucket[] {
  const whole = tallyAll(spec, series, bucketSeconds);
  const { strata: label } = spec;
  if (label === undefined) return whole;
  const strata = new Map<string, PrometheusSeries[]>();
  for (const one of series) {
    const name = one.labels[label];
    if (name) strata.set(name, [...(strata.get(name) ?? []), one]);
  }
  const parts = [...strata].map(([name, some]) => {
    const buckets = tallyAll(spec, some, bucketSeconds).map((bucket) => [bucket.to, bucket] as const);
    return [name, new Map(buckets)] as const;
  });
  return whole.map((bucket) => {
    const ofSide = (side: Side['side']): Partial<Bucket> => {
      const counts = bucket[side];
      const found = parts.flatMap(([name, buckets]) => {
        const part = buckets.get(bucket.to)?.[side];
        return part ? [[name, part] as const] : [];
      });
      return counts && found.length > 0 ? { [side]: { ...counts, strata: Object.fromEntries(found) } } : {};
    };
    return { ...bucket, ...ofSide('stable'), ...ofSide('canary') };
  });
}

function tallyAll(
  spec: PrometheusSpec,
  series: readonly PrometheusSeries[],
  bucketSeconds: number,
): Bucket[] {
  const ends = new Map<number, Sides>();
  for (const { labels, points } of series) {
    const subject = subjectOf(labels);
    if (!subject) continue;
    for (const { time, value } of points) {
      const sides = ends.get(time) ?? {};
      ends.set(time, sides);
      add(
        (sides[subject.side] ??= { requests: {}, errors: {}, slower: new Map() }),
        subject,
        labels,
        value,
        spec.latency,
      );
    }
  }
  return [...ends]
    .sort(([a], [b]) => a - b)
    .map(([end, { stable, canary }]) => ({
      from: end - bucketSeconds,
      to: end,
      ...side('stable', stable, bucketSeconds, spec.latency),
      ...side('canary', canary, bucketSeconds, spec.latency),
    }));
}

function add(
  rates: Rates,
  { view, kind }: Subject,
  labels: Readonly<Record<string, string>>,
  value: number,
  latency: LatencyQuery | undefined,
): void {
  if (!Number.isFinite(value)) return;
  switch (kind) {
    case 'requests':
    case 'errors':
      rates[kind][view] = (rates[kind][view] ?? 0) + value;
      return;
    case 'latency': {
      const bound =
        labels['le'] === '+Inf' ? Infinity : Number(labels['le']) * (latency?.unit === 's' ? 1000 : 1);
      rates.slower.set(bound, (rates.slower.get(bound) ?? 0) + value);
    }
  }
}

function side(
  name: Side['side'],
  rates: Rates | undefined,
  seconds: number,
  latency: LatencyQuery | undefined,
): Partial<Record<Side['side'], Counts>> {
  if (!rates) return {};
  const counts = believed({ ...viewed('own', rates, seconds), ...viewed('callers', rates, seconds) });
  if (!counts) return {};
  const histogram =
    latency && rates.slower.size > 0 ? histogramOf(rates.slower, latency, seconds) : undefined;
  return { [name]: { ...counts, ...(histogram && { latency: histogram }) } };
}

/** A rate is what was counted, but for rounding: Prometheus only scales it. Requests that nobody counts are no data. */
function viewed(view: View, { requests, errors }: Rates, seconds: number): Partial<Record<View, Counts>> {
  if (requests[view] === undefined) return {};
  const all = Math.round(requests[view] * seconds);
  return { [view]: { requests: all, errors: Math.min(all, Math.round((errors[view] ?? 0) * seconds)) } };
}

function histogramOf(
  slower: ReadonlyMap<number, number>,
  { boundsMs }: LatencyQuery,
  seconds: number,
): number[] {
  let below = 0;
  return [...boundsMs, Infinity].map((bound) => {
    const upTo = Math.max(below, Math.round((slower.get(bound) ?? 0) * seconds));
    const count = upTo - below;
    below = upTo;
    return count;
  });
}
