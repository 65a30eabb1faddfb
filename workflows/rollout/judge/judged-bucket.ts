import type { Bucket, Counts } from './bucket.ts';
import { latencyAt, shapeOf } from './latency-quantile.ts';
import type { Facts, Situation } from './situation.ts';

/** What a bucket came to, in units. A missing side means no data. */
export interface JudgedBucket {
  /** Epoch seconds; `to` is exclusive. */
  readonly from: number;
  readonly to: number;
  /** The canary's weight in percent when the bucket began. */
  readonly weight: number;
  readonly stable?: Served;
  readonly canary?: Served;
}

/** What became of one version's requests. */
export interface Served {
  readonly requests: number;
  readonly failed: number;
  /** Percentiles of latency in ms, where it is measured; null above the last bound of the histogram. */
  readonly p50Ms?: number | null;
  readonly p95Ms?: number | null;
  readonly p99Ms?: number | null;
}

/** Buckets as people read them: counts are kept, histograms become percentiles. */
export const judgedBuckets = (
  buckets: readonly Bucket[],
  { weights }: Situation,
  { latencyBoundsMs }: Facts,
): JudgedBucket[] =>
  buckets.map(({ from, to, stable, canary }) => ({
    from,
    to,
    weight: weights.findLast(({ since }) => since <= from)?.weight ?? 0,
    ...(stable && { stable: served(stable, latencyBoundsMs) }),
    ...(canary && { canary: served(canary, latencyBoundsMs) }),
  }));

/** Both, in the order of time, the later telling of a bucket before the earlier; at most so many, the newest. */
export function latestBuckets(
  before: readonly JudgedBucket[],
  seen: readonly JudgedBucket[],
  most: number,
): readonly JudgedBucket[] {
  if (seen.length === 0) return before;
  const byStart = new Map([...before, ...seen].map((bucket) => [bucket.from, bucket]));
  return [...byStart.values()].sort((a, b) => a.from - b.from).slice(-most);
}

function served({ requests, errors, latency }: Counts, boundsMs: readonly number[] | undefined): Served {
  const shape = latency && boundsMs && shapeOf(latency, boundsMs);
  if (!shape) return { requests: rounded(requests), failed: rounded(errors) };
  const at = (share: number): number | null => {
    const ms = latencyAt(shape, share);
    return Number.isFinite(ms) ? Number(ms.toPrecision(3)) : null;
  };
  return {
    requests: rounded(requests),
    failed: rounded(errors),
    p50Ms: at(0.5),
    p95Ms: at(0.95),
    p99Ms: at(0.99),
  };
}

/** Counts that a source estimates, as from rates, are no whole numbers. */
const rounded = (count: number): number => Math.round(count * 100) / 100;
