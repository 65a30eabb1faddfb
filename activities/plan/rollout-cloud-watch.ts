import { z } from 'zod';
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
import { oneOf, seconds } from './rollout-fields.ts';

const metric = {
  namespace: templated('the namespace'),
  metric: templated("the metric's name"),
  dimensions: z.record(z.string(), templated('the value of a dimension')).default({}),
};
const stat = z.strictObject({ ...metric, stat: countStatistic.default('Sum') });
const math = z.strictObject({ expression: metricMath, metrics: z.record(metricId, stat).default({}) });
const count = z
  .union([math, stat], { error: 'must be a metric by namespace, name and dimensions, or metric math' })
  .refine(saysVersion, SAY_VERSION);

/** Metrics of the user's own in CloudWatch. */
export const cloudWatch = z.strictObject({
  kind: z.literal('cloudwatch'),
  periodSeconds: period.default(60),
  lagSeconds: seconds(0, 3600, 'seconds until a period can be read').default(60),
  requests: count,
  errors: count,
  latency: z
    .strictObject({
      ...metric,
      unit: oneOf(['s', 'ms'], 'unit of the metric'),
      boundsMs: ascending('must be upper bounds in ms'),
    })
    .refine(saysVersion, SAY_VERSION)
    .optional(),
});
