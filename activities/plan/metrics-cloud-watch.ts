import { z } from 'zod';
import type {
  CloudWatchCount,
  CloudWatchSpec,
  CloudWatchStat,
} from '../../workflows/rollout/cloud-watch-spec.ts';
import { orDefault, whole } from './fields.ts';
import {
  ascending,
  countStatistic,
  metricId,
  metricMath,
  period,
  SAY_VERSION,
  saysVersion,
  templated,
} from './metric-templates.ts';

const metric = {
  Namespace: templated('the namespace'),
  Metric: templated("the metric's name"),
  Dimensions: orDefault(z.record(z.string(), templated('the value of a dimension')), {}),
};
const stat = z.strictObject({ ...metric, Stat: orDefault(countStatistic, 'Sum') });
const math = z.strictObject({ Expression: metricMath, Metrics: orDefault(z.record(metricId, stat), {}) });
const count = z
  .union([math, stat], { error: 'must have Namespace, Metric and Dimensions, or Expression and Metrics' })
  .refine(saysVersion, SAY_VERSION);

/** `Metrics` of the user's own in CloudWatch, as a deployment file of the article's form says it. */
export const cloudWatch = z.strictObject({
  Kind: z.literal('cloudwatch'),
  Period: orDefault(period, 60),
  Lag: orDefault(whole(0, 3600, 'seconds until a period can be read'), 60),
  Requests: count,
  Errors: count,
  Latency: z
    .strictObject({
      ...metric,
      Unit: z.enum(['s', 'ms'], { error: 'must be s or ms: what the metric is in' }),
      BoundsMs: ascending('must be upper bounds in ms'),
    })
    .refine(saysVersion, SAY_VERSION)
    .optional(),
});

export const cloudWatchSpec = ({
  Period,
  Lag,
  Requests,
  Errors,
  Latency,
}: z.output<typeof cloudWatch>): CloudWatchSpec => ({
  kind: 'cloudwatch',
  periodSeconds: Period,
  lagSeconds: Lag,
  requests: countOf(Requests),
  errors: countOf(Errors),
  ...(Latency && { latency: { ...metricOf(Latency), unit: Latency.Unit, boundsMs: Latency.BoundsMs } }),
});

const countOf = (given: z.output<typeof count>): CloudWatchCount =>
  'Expression' in given
    ? {
        expression: given.Expression,
        metrics: Object.fromEntries(Object.entries(given.Metrics).map(([id, m]) => [id, statOf(m)])),
      }
    : statOf(given);

const statOf = (given: z.output<typeof stat>): CloudWatchStat => ({ ...metricOf(given), stat: given.Stat });

const metricOf = (given: Pick<z.output<typeof stat>, 'Namespace' | 'Metric' | 'Dimensions'>) => ({
  namespace: given.Namespace,
  metric: given.Metric,
  dimensions: given.Dimensions,
});
