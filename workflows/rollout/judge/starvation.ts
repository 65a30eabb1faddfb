import type { Bucket } from './bucket.ts';

/** How many requests a second the service gets, and by how much that moves, as a share of it. */
export interface Pace {
  readonly requestsPerSecond: number;
  readonly spread: number;
}

/** What speaks for a canary that callers cannot reach. */
export interface Starvation {
  /** That it gets far fewer requests than its weight. */
  readonly evidence: number;
  /** Since that was last 0: what both versions got, and what they and the canary should have got. */
  readonly requests: number;
  readonly expected: number;
  readonly owed: number;
}

export const notStarved: Starvation = { evidence: 0, requests: 0, expected: 0, owed: 0 };

/** Reached by a canary that gets its share less than once in a thousand times. */
const starvationThreshold = Math.log(1000);

/** So much can one bucket say: lost counts of a moment convict nobody. */
const mostOfBucket = 3;

/** How far below its own course the service's traffic has to be, in standard deviations. */
const lossZ = 3.5;

/**
 * A canary that callers cannot reach fails requests that never carry its name. It shows by getting far fewer than its
 * weight: a CUSUM (Page 1954) of «a fiftieth of its weight» against «a fifth of it». Sticky callers and long connections
 * do the same to a good one, so its requests must be missing elsewhere, too: see `isUnreachable`.
 */
export function starve(
  before: Starvation,
  { from, to, canary, stable }: Bucket,
  weight: number,
  pace: Pace | undefined,
): Starvation {
  if (!canary || !stable || weight === 0) return before;
  const fifth = (0.2 * weight) / 100;
  const fiftieth = (0.02 * weight) / 100;
  const gain =
    canary.requests * Math.log(fiftieth / fifth) + stable.requests * Math.log((1 - fiftieth) / (1 - fifth));
  const evidence = Math.max(0, before.evidence + Math.min(mostOfBucket, gain));
  if (evidence === 0) return notStarved;
  const expected = (pace?.requestsPerSecond ?? 0) * (to - from);
  return {
    evidence,
    requests: before.requests + canary.requests + stable.requests,
    expected: before.expected + expected,
    owed: before.owed + (expected * weight) / 100,
  };
}

/**
 * Whether the requests that the canary should have got went nowhere: at least half of them are missing from the
 * service's own traffic, by more than that moves. Without a history of traffic nobody can tell.
 */
export function isUnreachable(
  { evidence, requests, expected, owed }: Starvation,
  pace: Pace | undefined,
): boolean {
  if (evidence < starvationThreshold || !pace) return false;
  const missing = expected - requests;
  const deviation = Math.hypot(Math.sqrt(expected), pace.spread * expected);
  return missing >= owed / 2 && missing >= lossZ * deviation;
}

/** Blocks long enough that chance moves them little, short enough to show how traffic drifts. */
const blockSeconds = 300;

/** The pace of a service from its history, oldest bucket first; nothing if that has less than two blocks of it. */
export function paceOf(buckets: readonly Bucket[]): Pace | undefined {
  const blocks: { requests: number; seconds: number }[] = [];
  for (const { from, to, stable } of buckets) {
    if (!stable) continue;
    const last = blocks.at(-1);
    if (last && last.seconds < blockSeconds) {
      last.requests += stable.requests;
      last.seconds += to - from;
    } else {
      blocks.push({ requests: stable.requests, seconds: to - from });
    }
  }
  const rates = blocks
    .filter(({ seconds }) => seconds >= blockSeconds)
    .map(({ requests, seconds }) => requests / seconds);
  if (rates.length < 2) return undefined;
  const mean = rates.reduce((a, b) => a + b, 0) / rates.length;
  if (mean === 0) return undefined;
  const variance = rates.reduce((sum, rate) => sum + (rate - mean) ** 2, 0) / (rates.length - 1);
  const chance = mean / blockSeconds;
  return { requestsPerSecond: mean, spread: Math.sqrt(Math.max(0, variance - chance)) / mean };
}
