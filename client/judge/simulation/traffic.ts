import { errorFunction } from 'simple-statistics';
import type { History } from '../../../workflows/rollout/judge/baseline.ts';
import type { Bucket, Counts } from '../../../workflows/rollout/judge/bucket.ts';
import type { Random } from './random.ts';

/** What requests to one version meet in one bucket. */
export interface Conditions {
  readonly errorRate: number;
  /** Median of lognormal latencies; left out where latency is not measured. */
  readonly medianMs?: number;
}

/** Both versions in the bucket that starts at `from` seconds; a version out of sight has no conditions. */
export type Weather = (
  random: Random,
  from: number,
) => { readonly stable?: Conditions; readonly canary?: Conditions };

export interface Traffic {
  readonly requestsPerSecond: number;
  readonly weather: Weather;
  /** Share of the canary's requests that reach it: 1, unless it is starved. */
  readonly canaryReach?: number;
}

/** Spread of latencies: the standard deviation of their logarithm. */
const latencySigma = 0.8;

/** Envoy's own histogram bounds. */
export const envoyBoundsMs = [0.5, 1, 5, 10, 25, 50, 100, 250, 500, 1000, 2500, 5000, 10_000];

/** Weather changes this often, however wide a bucket is. */
const weatherSeconds = 10;

/** One bucket of independent requests that arrive at random, `weight` percent of them at the canary. */
export function drawBucket(
  random: Random,
  traffic: Traffic,
  from: number,
  to: number,
  weight: number,
): Bucket {
  let bucket: Bucket = { from, to };
  for (let start = from; start < to; start += weatherSeconds) {
    const slice = drawSlice(random, traffic, start, Math.min(to, start + weatherSeconds), weight);
    bucket = { from, to, ...join(bucket, slice, 'stable'), ...join(bucket, slice, 'canary') };
  }
  return bucket;
}

function drawSlice(random: Random, traffic: Traffic, from: number, to: number, weight: number): Bucket {
  const { stable, canary } = traffic.weather(random, from);
  const requests = traffic.requestsPerSecond * (to - from);
  const share = weight / 100;
  const reach = traffic.canaryReach ?? 1;
  return {
    from,
    to,
    ...(stable ? { stable: drawCounts(random, requests * (1 - share), stable) } : {}),
    ...(canary ? { canary: drawCounts(random, requests * share * reach, canary) } : {}),
  };
}

function join(a: Bucket, b: Bucket, side: 'stable' | 'canary'): Partial<Bucket> {
  const [first, second] = [a[side], b[side]];
  if (!first || !second) return first || second ? { [side]: first ?? second } : {};
  const latency = first.latency?.map((count, i) => count + (second.latency?.[i] ?? 0));
  const requests = first.requests + second.requests;
  const errors = first.errors + second.errors;
  return { [side]: { requests, errors, ...(latency ? { latency } : {}) } };
}

/** A day's total and an hour's buckets of stable, before second 0. */
export function drawHistory(random: Random, traffic: Traffic, bucketSeconds: number): History {
  const buckets = Array.from({ length: 3600 / bucketSeconds }, (_, i) => {
    const from = -3600 + i * bucketSeconds;
    return drawBucket(random, traffic, from, from + bucketSeconds, 0);
  }).map(({ from, to, stable }) => ({ from, to, ...(stable ? { stable } : {}) }));
  const seen = buckets.flatMap(({ stable }) => stable ?? []);
  const hour = {
    requests: seen.reduce((sum, { requests }) => sum + requests, 0),
    errors: seen.reduce((sum, { errors }) => sum + errors, 0),
  };
  // The hours before are drawn in one go, at the mean rate of weather drawn as often as in an hour.
  const rates = buckets.map(({ from }) => traffic.weather(random, from).stable?.errorRate ?? 0);
  const rate = rates.reduce((a, b) => a + b, 0) / rates.length;
  const before = drawCounts(random, traffic.requestsPerSecond * 23 * 3600, { errorRate: rate });
  return {
    total: { requests: hour.requests + before.requests, errors: hour.errors + before.errors },
    buckets,
  };
}

function drawCounts(random: Random, meanRequests: number, { errorRate, medianMs }: Conditions): Counts {
  const requests = random.poisson(meanRequests);
  const errors = random.binomial(requests, Math.min(1, errorRate));
  if (medianMs === undefined) return { requests, errors };

  const latency: number[] = [];
  let left = requests;
  let shareLeft = 1;
  for (const ms of envoyBoundsMs) {
    const slower = slowerShare(ms, medianMs);
    const count = shareLeft <= 0 ? 0 : random.binomial(left, Math.min(1, 1 - slower / shareLeft));
    latency.push(count);
    left -= count;
    shareLeft = slower;
  }
  return { requests, errors, latency: [...latency, left] };
}

const slowerShare = (ms: number, medianMs: number): number =>
  0.5 * (1 - errorFunction(Math.log(ms / medianMs) / latencySigma / Math.SQRT2));
