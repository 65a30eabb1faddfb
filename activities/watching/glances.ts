import { isDue, type Baking } from '../../workflows/rollout/baking.ts';
import { readableAt, type Looked, type JudgeMemory } from '../../workflows/rollout/judge/judge.ts';
import { latestBuckets } from '../../workflows/rollout/judge/judged-bucket.ts';
import { unreadable } from '../../workflows/rollout/judge/unreadable.ts';
import { factsOf } from '../../workflows/rollout/metric-facts.ts';
import { named } from '../failures.ts';
import { MOST_BUCKETS, type MetricsCheck, type Looks } from '../look.ts';
import type { WatchClock } from './clock.ts';

/** What a watch has come to: its answer, or what was judged last and when to look again, in epoch seconds. */
export type Glance = { readonly judged: Looked } & (
  { readonly isOver: true } | { readonly isOver: false; readonly lookAgainAt: number }
);

/** What is to be watched: a check, until it is due. */
export interface WatchedBake {
  readonly check: MetricsCheck;
  readonly baking: Pick<Baking, 'until' | 'open'>;
}

/**
 * The looks of one watch, each of which goes on from the one before. What hinders a look is outlived, at the end for a while, too;
 * then it is the verdict.
 *
 * @param before what an earlier attempt had come to
 */
export function glancesAt(
  { check, baking }: WatchedBake,
  looks: Pick<Looks, 'look'> & { readonly conclude: (judged: Looked) => Promise<Looked> },
  clock: Pick<WatchClock, 'now'>,
  before: Looked | undefined,
): () => Promise<Glance> {
  let memory = before?.memory ?? check.memory;
  let buckets = before?.buckets ?? [];
  return async () => {
    const now = clock.now();
    let hindered = false;
    const seen = await looks.look(check, memory, now).catch((error: unknown): Looked => {
      hindered = true;
      const verdict = unreadable(check, now, (named(error) as Error).message);
      return { verdict, at: now, ...(memory && { memory }) };
    });
    buckets = latestBuckets(buckets, seen.buckets ?? [], MOST_BUCKETS);
    const judged = { ...seen, buckets };
    const isOver = hindered ? now >= baking.until + PATIENCE_SECONDS : isDue(baking, judged.verdict, now);
    if (isOver) return { judged: await looks.conclude(judged), isOver };
    memory = judged.memory;
    return { judged, isOver, lookAgainAt: nextLookAt({ check, baking }, memory, clock.now()) };
  };
}

/**
 * A rollback is to start within a fifth of a bucket after the one that convicts can be read: a look comes at that very
 * moment, since it takes time itself, and others that often, for what comes late. Between two buckets that came in time evidence
 * stays what it is.
 */
function nextLookAt(
  { check, baking: { until, open } }: WatchedBake,
  memory: JudgeMemory,
  now: number,
): number {
  const facts = factsOf(check.metrics);
  const readable = readableAt(check.situation, facts, memory) + ROUNDING_SECONDS;
  const ahead = [until, readable].filter((moment) => moment > now);
  const isQuiet = memory !== undefined && readable > now && open === undefined && until > now;
  return Math.min(...ahead, isQuiet ? Infinity : now + facts.bucketSeconds / 5);
}

/** More than what sums of moments lose, so that a look does not come just before its bucket. */
const ROUNDING_SECONDS = 0.01;

/** How long the last look of a bake is tried again before metrics count as unreadable. */
const PATIENCE_SECONDS = 10;
