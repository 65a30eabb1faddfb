import type { CloudWatchClient, MetricDataQuery } from '@aws-sdk/client-cloudwatch';
import type { Bucket } from '../../workflows/rollout/judge/bucket.ts';
import type { Span } from '../../workflows/rollout/judge/verdict.ts';
import type { ContainerInsightsSpec } from '../../workflows/rollout/metrics-spec.ts';
import { periodsWithin, readPoints } from './cloud-watch.ts';
import { countSeries, type EnvoySeries } from './envoy-series.ts';
import { historyBefore } from './period-history.ts';
import { queryTexts } from './query-text.ts';
import { sidesOf, type Side } from './sides.ts';
import type { MetricSource } from './source.ts';
import { believed } from './views.ts';

/**
 * Envoy's counters as the CloudWatch agent publishes them: each version's own (ingress) and its callers' view of it.
 * Both versions are asked for in one call, so that their windows match.
 */
export function containerInsights(cloudWatch: CloudWatchClient, spec: ContainerInsightsSpec): MetricSource {
  const toQuery = (series: EnvoySeries, id: string, periodSeconds: number): MetricDataQuery => ({
    Id: id,
    MetricStat: {
      Metric: {
        Namespace: 'ECS/ContainerInsights/Prometheus',
        MetricName: series.metric,
        Dimensions: Object.entries(series.dimensions).map(([Name, Value]) => ({ Name, Value })),
      },
      Period: periodSeconds,
      Stat: 'Sum',
    },
  });

  const asked = (sides: readonly Side[], periodSeconds: number) => {
    const series = sides.flatMap(({ side, version }) =>
      countSeries(spec, version).map((s) => ({ ...s, side })),
    );
    return { series, queries: series.map((s, i) => toQuery(s, `q${i}`, periodSeconds)) };
  };

  const readSides = async (sides: readonly Side[], span: Span, periodSeconds: number): Promise<Bucket[]> => {
    const periods = periodsWithin(span, periodSeconds);
    if (!periods) return [];
    const { series, queries } = asked(sides, periodSeconds);
    const results = await readPoints(cloudWatch, queries, periods);

    const tallies = new Map<number, Tally>();
    for (const [i, { side, view, isError }] of series.entries()) {
      for (const { time, value } of results.get(`q${i}`) ?? []) {
        const tally = tallies.get(time) ?? {};
        const counts = ((tally[side] ??= {})[view] ??= { requests: 0, errors: 0 });
        // Where errors are a series of their own beside all requests, they must not be counted twice.
        if (isError !== 'only') counts.requests += value;
        if (isError !== 'no') counts.errors += value;
        tallies.set(time, tally);
      }
    }
    return [...tallies]
      .sort(([a], [b]) => a - b)
      .map(([time, tally]) => ({ from: time, to: time + periodSeconds, ...bothSides(tally) }));
  };

  return {
    read: (versions, span) => readSides(sidesOf(versions), span, spec.periodSeconds),
    queries: (versions) => Promise.resolve(queryTexts(asked(sidesOf(versions), spec.periodSeconds).queries)),
    history: (version, before) =>
      historyBefore(before, spec.periodSeconds, (span, periodSeconds) =>
        readSides([{ side: 'stable', version }], span, periodSeconds),
      ),
  };
}

type Views = Partial<Record<EnvoySeries['view'], { requests: number; errors: number }>>;
type Tally = Record<string, Views>;

function bothSides({ stable, canary }: Tally) {
  const counts = { stable: stable && believed(stable), canary: canary && believed(canary) };
  return { ...(counts.stable && { stable: counts.stable }), ...(counts.canary && { canary: counts.canary }) };
}
