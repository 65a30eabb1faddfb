import type { Bucket } from '../../workflows/rollout/judge/bucket.ts';
import type { Span } from '../../workflows/rollout/judge/verdict.ts';
import type { PrometheusSpec } from '../../workflows/rollout/metrics-spec.ts';
import { historyBefore } from './period-history.ts';
import { queryRange } from './prometheus-api.ts';
import { combined, promqlFor } from './prometheus-query.ts';
import { tally } from './prometheus-tally.ts';
import { keptShort } from './query-text.ts';
import { sidesOf, type Side } from './sides.ts';
import type { MetricSource } from './source.ts';

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
    history: (version, before) =>
      historyBefore(before, periodSeconds, (span, bucketSeconds) =>
        readSides([{ side: 'stable', version }], span, bucketSeconds),
      ),
  };
}
