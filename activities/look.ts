import type { History } from '../workflows/rollout/judge/baseline.ts';
import type { Bucket } from '../workflows/rollout/judge/bucket.ts';
import {
  judge,
  needsHistory,
  windowToRead,
  type Looked,
  type JudgeMemory,
} from '../workflows/rollout/judge/judge.ts';
import { judgedBuckets } from '../workflows/rollout/judge/judged-bucket.ts';
import { trafficSince, type Situation } from '../workflows/rollout/judge/situation.ts';
import { factsOf } from '../workflows/rollout/metric-facts.ts';
import type { MetricsSpec } from '../workflows/rollout/metrics-spec.ts';
import type { JudgeSpec } from '../workflows/rollout/plan.ts';
import type { MetricSource, Versions } from './metric-sources/source.ts';

/** A check: whose metrics, judged how, and what is remembered from earlier looks. */
export interface MetricsCheck {
  readonly metrics: MetricsSpec;
  readonly judge: JudgeSpec;
  readonly versions: Versions;
  readonly situation: Situation;
  readonly memory?: JudgeMemory;
}

/** Counts a look at the metrics of a source, which could be read or not. */
export type CountLook = (source: MetricsSpec['kind'], result: 'read' | 'failed') => void;

/** Judges by the metrics, and tells what was asked of them. */
export interface Looks {
  /** One look at `now` (epoch seconds). Fails where the metrics cannot be read. */
  look(check: MetricsCheck, memory: JudgeMemory, now: number): Promise<Looked>;
  /** What is judged for good is a record, with what was asked; where that cannot be told, a verdict does not wait for it. */
  onRecord(check: MetricsCheck, judged: Looked): Promise<Looked>;
}

/** Looks at the sources that specs name. */
export function looksAt(sourceFor: (spec: MetricsSpec) => MetricSource, count: CountLook): Looks {
  const counting = async (
    kind: MetricsSpec['kind'],
    read: () => Promise<[readonly Bucket[], History]>,
  ): Promise<[readonly Bucket[], History]> => {
    const got = await read().catch((error: unknown) => {
      count(kind, 'failed');
      throw error;
    });
    count(kind, 'read');
    return got;
  };

  /** A source finds out once for each check where a version's metrics are. */
  const sources = new WeakMap<MetricsCheck, MetricSource>();
  const sourceOf = (check: MetricsCheck): MetricSource => {
    const source = sources.get(check) ?? sourceFor(check.metrics);
    sources.set(check, source);
    return source;
  };

  return {
    async look(check, memory, now) {
      const source = sourceOf(check);
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
        at: now,
        verdict: { ...judged.verdict, source: check.metrics.kind },
        buckets: judgedBuckets(buckets, situation, facts).slice(-MOST_BUCKETS),
      };
    },

    async onRecord(check, judged) {
      const asked = sourceOf(check)
        .queries(check.versions)
        .catch(() => []);
      const queries = await (judged.verdict.kind === 'fail' ? Promise.race([asked, tooLate()]) : asked);
      return queries.length === 0 ? judged : { ...judged, verdict: { ...judged.verdict, queries } };
    },
  };
}

/** Comes after all that needs no call of anything, since a bad canary goes back at once. */
const tooLate = () => new Promise<readonly string[]>((resolve) => setImmediate(() => resolve([])));

/** How many buckets a heartbeat or an answer has at the most: some 15 KB. */
export const MOST_BUCKETS = 60;

const NO_HISTORY: History = { buckets: [] };
