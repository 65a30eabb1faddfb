import { z } from 'zod';
import { seconds } from './rollout-fields.ts';

/** True for a text without other gaps than these, such as `{{version}}`. */
const hasOnly =
  (...gaps: readonly string[]) =>
  (text: string) =>
    [...text.matchAll(/\{\{([^{}]*)\}\}/g)].every(([, gap = '']) => gaps.includes(gap));

/** A query in PromQL that says which version and which window it is about, and has no other gaps to fill. */
export const promQl = z
  .string({ error: 'must be PromQL with {{version}} and {{window}} in it' })
  .refine((text) => text.includes('{{version}}') && text.includes('{{window}}'), {
    error: 'must have {{version}} in it for the version, and {{window}} for the range of a rate',
  })
  .refine(hasOnly('version', 'window'), { error: 'must have no other gaps than {{version}} and {{window}}' })
  .describe('PromQL with {{version}} and {{window}} in it');

/** A text of CloudWatch's, in which `{{version}}` may stand for the version. */
export const templated = (what: string) =>
  z
    .string({ error: `must be a text: ${what}` })
    .min(1, `must be a text: ${what}`)
    .max(255, 'must have at most 255 characters')
    .refine(hasOnly('version'), { error: 'must have no other gap than {{version}}' })
    .describe(what);

/** Metric math, in which `{{version}}` and `{{period}}` may stand for the version and for the seconds of a period. */
export const metricMath = z
  .string({ error: 'must be metric math, such as all - good' })
  .min(1, 'must be metric math, such as all - good')
  .max(1024, 'must have at most 1024 characters')
  .refine(hasOnly('version', 'period'), {
    error: 'must have no other gaps than {{version}} and {{period}}',
  })
  .describe('metric math; {{period}} in it stands for the seconds of a period');

/** A name that metric math can use. */
export const metricId = z
  .string()
  .regex(/^[a-z]\w*$/, 'must begin with a small letter and have letters, digits and underscores');

/** What the statistic of a count may be. */
export const countStatistic = z
  .string()
  .regex(/^(?:Sum|SampleCount|TC\([^()]*\))$/, 'must count something: Sum, SampleCount or TC(…)');

/** Both versions would be given the same numbers by a query that does not say which one it is about. */
export const saysVersion = (given: unknown): boolean => JSON.stringify(given).includes('{{version}}');
export const SAY_VERSION = 'must have {{version}} in a name, a dimension or the expression';

/** Upper bounds of a histogram. */
export const ascending = (what: string) =>
  z
    .array(z.number().positive(), { error: what })
    .min(1, what)
    .refine((bounds) => bounds.every((bound, i) => i === 0 || bound > bounds[i - 1]!), {
      error: 'must ascend',
    });

/** Seconds that CloudWatch sums up in one value. */
export const period = seconds(1, 3600, 'length of a bucket, in seconds').refine(
  (given) => [1, 5, 10, 20, 30].includes(given) || given % 60 === 0,
  { error: 'must be 1, 5, 10, 20, 30 or whole minutes, in seconds' },
);
