import type { Bucket } from '../workflows/rollout/judge/bucket.ts';
import type { History } from '../workflows/rollout/judge/baseline.ts';
import {
  judge,
  needsHistory,
  readableAt,
  windowToRead,
  type Looked,
  type JudgeMemory,
} from '../workflows/rollout/judge/judge.ts';
import { judgedBuckets, latestBuckets } from '../workflows/rollout/judge/judged-bucket.ts';
import { trafficSince, type Facts, type Situation } from '../workflows/rollout/judge/situation.ts';
import { usualTraffic, type UsualTraffic } from '../workflows/rollout/judge/usual-traffic.ts';
import { unreadable } from '../workflows/rollout/judge/unreadable.ts';
import { isDue } from '../workflows/rollout/baking.ts';
import { factsOf } from '../workflows/rollout/metric-facts.ts';
import type { MetricsSpec } from '../workflows/rollout/metrics-spec.ts';
import type { JudgeSpec } from '../workflows/rollout/plan.ts';
import { named } from './failures.ts';
import type { MetricSource, Versions } from './metric-sources/source.ts';
import type { Pulse } from './pulse.ts';
import { atMost, SLOTS } from './watch-slots.ts';

/** A check: whose metrics, judged how, and what is remembered from earlier looks. */
export interface MetricsCheck {
  readonly metrics: MetricsSpec;
  readonly judge: JudgeSpec;
  readonly versions: Versions;
  readonly situation: Situation;
  readonly memory?: JudgeMemory;
}

/** @param maxWatches how many bakes may be watched at once */
export function createMetricsActivities(
  sourceFor: (spec: MetricsSpec) => MetricSource,
  pulse: Pulse,
  maxWatches: number = SLOTS.watches,
) {
  /** Reads, and tells whoever scrapes the worker whether that was possible. */
  const counting = async (
    kind: MetricsSpec['kind'],
    read: () => Promise<[readonly Bucket[], History]>,
  ): Promise<[readonly Bucket[], History]> => {
    const got = await read().catch((error: unknown) => {
      pulse.looked(kind, 'failed');
      throw error;
    });
    pulse.looked(kind, 'read');
    return got;
  };

  const look = async (check: MetricsCheck, memory: JudgeMemory, now: number): Promise<Looked> => {
    const source = sourceFor(check.metrics);
    const { versions, situation } = check;
    const facts = factsOf(check.metrics);
    const window = windowToRead(check.judge, situation, facts, memory, now);
    const [buckets, history] = await counting(check.metrics.kind, async () => [
      window.from < window.to ? await source.read(versions, window) : [],
      needsHistory(check.judge, memory) && versions.stable
        ? await source.history(versions.stable, trafficSince(situation))
        : NO_HISTORY,
    ]);
    const judged = judge(check.judge, situation, facts, { buckets, window, memory, history, now });
    return {
      ...judged,
      verdict: { ...judged.verdict, source: check.metrics.kind },
      buckets: judgedBuckets(buckets, situation, facts).slice(-MOST_BUCKETS),
    };
  };

  /** What is judged for good is a record, with what was asked; where that cannot be told, a verdict does not wait for it. */
  const onRecord = async ({ metrics, versions }: MetricsCheck, judged: Looked): Promise<Looked> => {
    const queries = await sourceFor(metrics)
      .queries(versions)
      .catch(() => []);
    return queries.length === 0 ? judged : { ...judged, verdict: { ...judged.verdict, queries } };
  };

  /** Waits, with a sign of life often enough; each carries what was judged last, for people and for a next attempt. */
  const rest = async (seconds: number, judged: Looked): Promise<void> => {
    for (let left = seconds; left > 0; left -= LONGEST_SILENCE_SECONDS) {
      pulse.beat(judged);
      await pulse.sleep(Math.min(left, LONGEST_SILENCE_SECONDS));
    }
  };

  return {
    /** What a version got before `now` (epoch seconds); null where nothing is known of it. */
    async usualTraffic(metrics: MetricsSpec, version: string, now: number): Promise<UsualTraffic | null> {
      return usualTraffic(await sourceFor(metrics).history(version, now)) ?? null;
    },

    /** One look at `now` (epoch seconds). */
    async judgeStep(check: MetricsCheck, now: number): Promise<Looked> {
      return onRecord(check, await look(check, check.memory, now));
    },

    /**
     * Looks again and again until a look is due. What hinders a look is outlived, at the end for a while, too; then it
     * is the verdict. The memory travels in the heartbeats, so that a restart loses nothing.
     */
    watchStep: atMost(maxWatches, pulse, async (check: MetricsCheck, baking): Promise<Looked> => {
      const facts = factsOf(check.metrics);
      const { until } = baking;
      const before = pulse.remembered<Looked>();
      let memory = before?.memory ?? check.memory;
      let buckets = before?.buckets ?? [];
      try {
        for (;;) {
          const now = pulse.now();
          let hindered = false;
          const seen = await look(check, memory, now).catch((error: unknown): Looked => {
            hindered = true;
            const verdict = unreadable(check, now, (named(error) as Error).message);
            return { verdict, ...(memory && { memory }) };
          });
          buckets = latestBuckets(buckets, seen.buckets ?? [], MOST_BUCKETS);
          const judged = { ...seen, buckets };
          pulse.show(judged.verdict);
          const over = hindered ? now >= until + PATIENCE_SECONDS : isDue(baking, judged.verdict, now);
          if (over) return onRecord(check, judged);
          memory = judged.memory;
          await rest(secondsToNextLook(check, facts, memory, until, pulse.now()), judged);
        }
      } finally {
        pulse.show(undefined);
      }
    }),
  };
}

/**
 * A rollback is to start within a fifth of a bucket after the one that convicts can be read: a look comes at that very
 * moment, since it takes time itself, and others that often, for what comes late.
 */
function secondsToNextLook(
  check: MetricsCheck,
  facts: Facts,
  memory: JudgeMemory,
  until: number,
  now: number,
): number {
  const moments = [until, readableAt(check.situation, facts, memory) + ROUNDING_SECONDS];
  const ahead = moments.map((moment) => moment - now).filter((seconds) => seconds > 0);
  return Math.min(facts.bucketSeconds / 5, ...ahead);
}

/** More than what sums of moments lose, so that a look does not come just before its bucket. */
const ROUNDING_SECONDS = 0.01;

/** How long the last look of a bake is tried again before metrics count as unreadable. */
const PATIENCE_SECONDS = 10;

/** How many buckets a heartbeat or an answer has at the most: some 15 KB. */
const MOST_BUCKETS = 60;

/** Well below the watch's heartbeat timeout. */
const LONGEST_SILENCE_SECONDS = 4;

const NO_HISTORY: History = { buckets: [] };
