import type { Bucket } from '../../workflows/rollout/judge/bucket.ts';
import type { Span } from '../../workflows/rollout/judge/verdict.ts';
import type { PrometheusSpec } from '../../workflows/rollout/metrics-spec.ts';
import { queryRange } from './prometheus-api.ts';
import { combined, promqlFor } from './prometheus-query.ts';
import { tally } from './prometheus-tally.ts';
import { keptShort } from './query-text.ts';
import { sidesOf, type Side } from './sides.ts';
import type { MetricSource } from './source.ts';

const HOUR = 3600;
const DAY = 24 * HOUR;

/** Requests, errors and latencies as any Prometheus server has them: all of both versions in one call. */
export function prometheus(spec: PrometheusSpec): MetricSource {
  const { address, periodSeconds, scrapeSeconds } = spec;

  const asked = (sides: Side[], bucketSeconds: number) =>
    promqlFor(spec, sides, bucketSeconds + scrapeSeconds);

  const readSides = async (sides: Side[], { from, to }: Span, bucketSeconds: number): Promise<Bucket[]> => {
    const start = Math.ceil(from);
    const count = Math.floor((to - start) / bucketSeconds);
    if (count < 1) return [];
    // A rate tells of the time before it is asked for, so a bucket is asked for at its end.
    const ends = { from: start + bucketSeconds, to: start + count * bucketSeconds };
    const query = combined(asked(sides, bucketSeconds));
    return tally(spec, await queryRange(address, query, ends, bucketSeconds), bucketSeconds);
  };

  return {
    read: (versions, span) => readSides(sidesOf(versions), span, periodSeconds),
    queries: (versions) =>
      Promise.resolve(keptShort(asked(sidesOf(versions), periodSeconds).map(({ promql }) => promql))),
    async history(version, before) {
      const sides: Side[] = [{ side: 'stable', version }];
      const buckets = await readSides(sides, { from: before - HOUR, to: before }, periodSeconds);
      const end = { from: before, to: before };
      const query = combined(promqlFor(spec, sides, DAY));
      const [day] = tally(spec, await queryRange(address, query, end, DAY), DAY);
      return { ...(day?.stable && { total: day.stable }), buckets };
    },
  };
}
