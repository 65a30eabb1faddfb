import { errorFunction } from 'simple-statistics';
import type { History } from '../../workflows/rollout/judge/baseline.ts';
import { add, type Bucket, type Counts } from '../../workflows/rollout/judge/bucket.ts';
import type { Random } from './random.ts';

/** What requests to one version meet in one bucket. */
export interface Conditions {
  readonly errorRate: number;
  /** Median of lognormal latencies; left out where latency is not measured. */
  readonly medianMs?: number;
  /** Spread of latencies: the standard deviation of their logarithm; 0.8 unless given. */
  readonly latencySigma?: number;
  /** A share of requests that takes so many times as long. */
  readonly tail?: { readonly share: number; readonly factor: number };
  /** Share of its requests that are counted: 1, unless counts get lost. */
  readonly counted?: number;
  /** Requests of several kinds, each a share of all, in place of the above. */
  readonly strata?: Readonly<Record<string, Conditions & { readonly share: number }>>;
}

/** The canary's weight, in percent, and the second from which it has it. */
export interface Weighed {
  readonly weight: number;
  readonly since: number;
}

/** Both versions in the bucket that starts at `from` seconds; a version out of sight has no conditions. */
export type Weather = (
  random: Random,
  from: number,
  weighed: Weighed,
) => {
  readonly stable?: Conditions;
  readonly canary?: Conditions;
  /** How many requests the service gets then, where that is not always the same. */
  readonly requestsPerSecond?: number;
};

export interface Traffic {
  /** On a mean. */
  readonly requestsPerSecond: number;
  readonly weather: Weather;
  /** Share of the canary's requests that reach it: 1, unless it is starved. */
  readonly canaryReach?: number;
  /** Share of the canary's weight that it gets: 1, unless callers stick to stable. */
  readonly canaryShare?: number;
}

const usualSigma = 0.8;

/** Envoy's own histogram bounds. */
export const envoyBoundsMs = [0.5, 1, 5, 10, 25, 50, 100, 250, 500, 1000, 2500, 5000, 10_000];

/** Weather changes this often, however wide a bucket is. */
const weatherSeconds = 10;

/** One bucket of independent requests that arrive at random, the canary's weight of them at the canary. */
export function drawBucket(
  random: Random,
  traffic: Traffic,
  from: number,
  to: number,
  weighed: Weighed,
): Bucket {
  const sliceFrom = (start: number) =>
    drawSlice(random, traffic, start, Math.min(to, start + weatherSeconds), weighed);
  let bucket = sliceFrom(from);
  while (bucket.to < to) bucket = joined(bucket, sliceFrom(bucket.to));
  return bucket;
}

/** Two pieces of one bucket, the second following the first. */
export const joined = (a: Bucket, b: Bucket): Bucket => ({
  from: a.from,
  to: b.to,
  ...join(a, b, 'stable'),
  ...join(a, b, 'canary'),
});

function drawSlice(random: Random, traffic: Traffic, from: number, to: number, weighed: Weighed): Bucket {
  const { stable, canary, requestsPerSecond } = traffic.weather(random, from, weighed);
  const requests = (requestsPerSecond ?? traffic.requestsPerSecond) * (to - from);
  const share = (weighed.weight / 100) * (traffic.canaryShare ?? 1);
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
  return { [side]: add(first, second) };
}

const noCanary: Weighed = { weight: 0, since: -Infinity };

/** A day's total and an hour's buckets of stable, before second 0. */
export function drawHistory(random: Random, traffic: Traffic, bucketSeconds: number): History {
  const buckets = Array.from({ length: 3600 / bucketSeconds }, (_, i) => {
    const from = -3600 + i * bucketSeconds;
    return drawBucket(random, traffic, from, from + bucketSeconds, noCanary);
  }).map(({ from, to, stable }) => ({ from, to, ...(stable ? { stable } : {}) }));
  const seen = buckets.flatMap(({ stable }) => stable ?? []);
  const hour = {
    requests: seen.reduce((sum, { requests }) => sum + requests, 0),
    errors: seen.reduce((sum, { errors }) => sum + errors, 0),
  };
  // The hours before are drawn in one go, at the mean rate of weather drawn as often as in an hour.
  const rates = buckets.map(({ from }) => traffic.weather(random, from, noCanary).stable?.errorRate ?? 0);
  const rate = rates.reduce((a, b) => a + b, 0) / rates.length;
  const before = drawCounts(random, traffic.requestsPerSecond * 23 * 3600, { errorRate: rate });
  return {
    total: { requests: hour.requests + before.requests, errors: hour.errors + before.errors },
    buckets,
  };
}

function drawCounts(random: Random, meanRequests: number, conditions: Conditions): Counts {
  if (conditions.strata) {
    const strata = Object.entries(conditions.strata).map(
      ([name, { share, ...kind }]) => [name, drawCounts(random, share * meanRequests, kind)] as const,
    );
    const whole = strata.map(([, counts]) => counts).reduce(add);
    return { ...whole, strata: Object.fromEntries(strata) };
  }
  const { errorRate, medianMs, counted = 1 } = conditions;
  const requests = random.poisson(meanRequests * counted);
  const errors = random.binomial(requests, Math.min(1, errorRate));
  if (medianMs === undefined) return { requests, errors };

  const latency: number[] = [];
  let left = requests;
  let shareLeft = 1;
  for (const ms of envoyBoundsMs) {
    const slower = slowerShare(ms, medianMs, conditions);
    const count = shareLeft <= 0 ? 0 : random.binomial(left, clamp(1 - slower / shareLeft));
    latency.push(count);
    left -= count;
    shareLeft = slower;
  }
  return { requests, errors, latency: [...latency, left] };
}

function slowerShare(ms: number, medianMs: number, { latencySigma = usualSigma, tail }: Conditions): number {
  const slower = (factor: number) =>
    0.5 * (1 - errorFunction(Math.log(ms / (medianMs * factor)) / latencySigma / Math.SQRT2));
  return tail ? (1 - tail.share) * slower(1) + tail.share * slower(tail.factor) : slower(1);
}

const clamp = (chance: number): number => Math.min(1, Math.max(0, chance));
