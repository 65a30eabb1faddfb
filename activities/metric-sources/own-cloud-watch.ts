import type { CloudWatchClient } from '@aws-sdk/client-cloudwatch';
import type { Bucket, Counts } from '../../workflows/rollout/judge/bucket.ts';
import type { Span } from '../../workflows/rollout/judge/verdict.ts';
import type { CloudWatchSpec } from '../../workflows/rollout/cloud-watch-spec.ts';
import { periodsWithin, readPoints } from './cloud-watch.ts';
import { ID, queriesFor } from './cloud-watch-queries.ts';
import { withPrefix } from './metric-math.ts';
import { historyBefore } from './period-history.ts';
import { queryTexts } from './query-text.ts';
import { sidesOf, type Side } from './sides.ts';
import type { MetricSource } from './source.ts';

/** The user's own metrics in CloudWatch: both versions are asked for in one call, so that their windows match. */
export function ownCloudWatch(cloudWatch: CloudWatchClient, spec: CloudWatchSpec): MetricSource {
  const boundsMs = spec.latency?.boundsMs;

  const asked = (sides: readonly Side[], periodSeconds: number) =>
    sides.flatMap(({ side, version }) => withPrefix(queriesFor(spec, version, periodSeconds), `${side}_`));

  const readSides = async (sides: readonly Side[], span: Span, periodSeconds: number): Promise<Bucket[]> => {
    const periods = periodsWithin(span, periodSeconds);
    if (!periods) return [];
    const points = await readPoints(cloudWatch, asked(sides, periodSeconds), periods);

    const valuesByTime = new Map<number, Partial<Record<Side['side'], Values>>>();
    for (const { side } of sides) {
      for (const id of [ID.requests, ID.errors, ID.timed, ...(boundsMs ?? []).map((_, n) => ID.within(n))]) {
        for (const { time, value } of points.get(`${side}_${id}`) ?? []) {
          const period = valuesByTime.get(time) ?? {};
          valuesByTime.set(time, period);
          const values = (period[side] ??= new Map());
          values.set(id, (values.get(id) ?? 0) + value);
        }
      }
    }
    return [...valuesByTime]
      .sort(([a], [b]) => a - b)
      .map(([time, { stable, canary }]) => ({
        from: time,
        to: time + periodSeconds,
        ...sideOf('stable', stable, boundsMs),
        ...sideOf('canary', canary, boundsMs),
      }));
  };

  return {
    read: (versions, span) => readSides(sidesOf(versions), span, spec.periodSeconds),
    queries: (versions) => Promise.resolve(queryTexts(asked(sidesOf(versions), spec.periodSeconds))),
    history: (version, before) =>
      historyBefore(before, spec.periodSeconds, (span, periodSeconds) =>
        readSides([{ side: 'stable', version }], span, periodSeconds),
      ),
  };
}

/** By the ids of what was asked. */
type Values = Map<string, number>;

const sideOf = (side: Side['side'], values: Values | undefined, boundsMs: readonly number[] | undefined) => {
  const counts = values && countsOf(values, boundsMs);
  return counts ? { [side]: counts } : {};
};

/** A program counts failures only when there are some, so none are 0 errors while there are requests. */
function countsOf(values: Values, boundsMs: readonly number[] = []): Counts | undefined {
  const given = values.get(ID.requests);
  if (given === undefined) return undefined;
  const requests = Math.round(given);
  const counts = { requests, errors: Math.min(requests, Math.round(values.get(ID.errors) ?? 0)) };
  const timed = values.get(ID.timed);
  if (timed === undefined) return counts;
  const upTo = [...boundsMs.map((_, n) => Math.round(values.get(ID.within(n)) ?? 0)), Math.round(timed)];
  return { ...counts, latency: upTo.map((count, n) => Math.max(0, count - (upTo[n - 1] ?? 0))) };
}
