import type { Bucket } from '../../workflows/rollout/judge/bucket.ts';
import type { Random } from './random.ts';
import { drawBucket, joined, type Traffic } from './traffic.ts';

/** What a watcher wants, and why. */
export type WatcherAnswer = { readonly reason?: string } & (
  { readonly kind: 'weight'; readonly weight: number } | { readonly kind: 'rollBack' | 'promote' | 'pause' }
);

/** Somebody who watches a canary: takes in buckets as they become readable, answers each tick. */
export interface Watcher {
  take(bucket: Bucket, weight: number): void;
  tick(now: number, weight: number): WatcherAnswer;
  /** When it has something to decide, whatever becomes readable. */
  dueAt?(): number;
}

export interface Loop {
  readonly traffic: Traffic;
  readonly bucketSeconds: number;
  readonly lagSeconds: number;
  readonly firstWeight: number;
  /** When the canary gets its first traffic; buckets begin at multiples of `bucketSeconds`. */
  readonly since: number;
  /** Whatever the watcher wants: the weight stays. */
  readonly held?: boolean;
  /** A rollout that takes longer is left to itself. */
  readonly longestSeconds: number;
}

export interface Course {
  /** `pause`: left to a person. */
  readonly end: 'rollBack' | 'promote' | 'pause' | 'unfinished';
  /** Since its first traffic. */
  readonly seconds: number;
  /** What the canary was sent and failed until then; a version out of sight counts nothing. */
  readonly canaryRequests: number;
  readonly canaryErrors: number;
}

/** Plays one rollout from its first traffic on: draws traffic at the weight that the watcher asked for last. */
export function play(random: Random, loop: Loop, watcher: Watcher): Course {
  const { bucketSeconds, lagSeconds, longestSeconds, since: start } = loop;
  const unread: { bucket: Bucket; weight: number }[] = [];
  let weight = loop.firstWeight;
  let since = start;
  let begun: Bucket = { from: start, to: start };
  let canaryRequests = 0;
  let canaryErrors = 0;

  for (let last = start; ;) {
    const now = nextTick(last, loop, watcher);
    if (now - start > longestSeconds) break;
    const piece = drawBucket(random, loop.traffic, last, now, { weight, since });
    last = now;
    canaryRequests += piece.canary?.requests ?? 0;
    canaryErrors += piece.canary?.errors ?? 0;
    begun = joined(begun, piece);
    if (now % bucketSeconds === 0) {
      unread.push({ bucket: begun, weight });
      begun = { from: now, to: now };
    }
    for (let next = unread[0]; next && next.bucket.to + lagSeconds <= now; next = unread[0]) {
      watcher.take(next.bucket, next.weight);
      unread.shift();
    }
    const answer = watcher.tick(now, weight);
    if (answer.kind !== 'weight') {
      if (answer.kind === 'rollBack' || !loop.held)
        return { end: answer.kind, seconds: now - start, canaryRequests, canaryErrors };
    } else if (!loop.held) {
      if (answer.weight !== weight) since = now;
      weight = answer.weight;
    }
  }
  return { end: 'unfinished', seconds: longestSeconds, canaryRequests, canaryErrors };
}

/** A tick comes when a bucket ends, when one can be read, and when the watcher has something to decide. */
export function nextTick(
  now: number,
  { bucketSeconds, lagSeconds }: Pick<Loop, 'bucketSeconds' | 'lagSeconds'>,
  watcher: Watcher,
): number {
  const late = lagSeconds % bucketSeconds;
  const bucketEnd = (Math.floor(now / bucketSeconds) + 1) * bucketSeconds;
  const readable = (Math.floor((now - late) / bucketSeconds) + 1) * bucketSeconds + late;
  const dueAt = watcher.dueAt?.() ?? now;
  return Math.min(bucketEnd, readable, dueAt > now ? dueAt : bucketEnd);
}
