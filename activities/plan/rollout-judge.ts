import { z } from 'zod';
import { evidenceDefaults as evidence } from '../../workflows/rollout/judge/evidence-config.ts';
import { thresholdDefaults as threshold } from '../../workflows/rollout/judge/threshold-spec.ts';
import type { JudgeSpec } from '../../workflows/rollout/plan.ts';
import { chance, count, fraction, oneOf, seconds } from './rollout-fields.ts';

const DAY = 86_400;

const objective = z.discriminatedUnion(
  'metric',
  [
    z.strictObject({ metric: z.literal('successRate'), atLeast: fraction('of requests') }),
    z.strictObject({
      metric: z.literal('latency'),
      percentile: z.number().gt(0).lt(100),
      atMostMs: z.number().positive(),
    }),
  ],
  { error: 'must have a metric: successRate or latency' },
);

const slower = (percentile: 'p50' | 'p95' | 'p99') =>
  z
    .strictObject({
      percent: z.number().min(0).max(1000).default(evidence.tolerance[percentile].percent),
      ms: z.number().min(0).max(3_600_000).default(evidence.tolerance[percentile].ms),
    })
    .describe(`how much slower than stable nobody minds at ${percentile}: the larger of both`)
    .prefault({});

const tolerance = z
  .strictObject({
    errorRate: fraction('additional errors, compared with stable, that nobody minds').default(
      evidence.tolerance.errorRate,
    ),
    errorRatio: z
      .number()
      .min(1)
      .max(100)
      .describe("the same as a ratio to stable's errors; whichever allows more counts")
      .default(evidence.tolerance.errorRatio),
    p50: slower('p50'),
    p95: slower('p95'),
    p99: slower('p99'),
  })
  .describe('effects that are no evidence, however much traffic there is')
  .prefault({});

/** How the metrics are judged. Whatever is left out is as the method was calibrated. */
export const judge = z.discriminatedUnion(
  'kind',
  [
    z.strictObject({
      kind: z.literal('evidence'),
      falseRollbackChance: chance('probability of rolling back a healthy version').default(
        evidence.falseRollbackChance,
      ),
      objectiveErrorRate: fraction('share of errors that is acceptable without an older version').default(
        evidence.objectiveErrorRate,
      ),
      marginErrorRate: fraction('additional errors, compared with stable, that are still acceptable').default(
        evidence.marginErrorRate,
      ),
      marginSlowShare: fraction(
        'additional slow requests, compared with stable, that are still acceptable',
      ).default(evidence.marginSlowShare),
      tolerance,
      warmUpSeconds: seconds(
        0,
        DAY,
        'how long new tasks may be slow after each increase of the weight',
      ).default(evidence.warmUpSeconds),
      negligibleMs: z
        .number()
        .min(0)
        .describe('requests that take no longer than this are never slow')
        .default(evidence.negligibleMs),
      proofWeight: count(1, 100, 'weight in percent beyond which proof is required').default(
        evidence.proofWeight,
      ),
      proofSeconds: seconds(0, 7 * DAY, 'how long to wait for that proof').default(evidence.proofSeconds),
    }),
    z.strictObject({
      kind: z.literal('errorCount'),
      threshold: count(0, 1_000_000_000, 'errors that are still allowed').default(0),
      windowSeconds: seconds(1, 7 * DAY, 'seconds the check looks back').default(600),
    }),
    z.strictObject({
      kind: z.literal('threshold'),
      objectives: z
        .array(objective, { error: 'must be a list of objectives' })
        .min(1, 'must have at least one objective')
        .default([...threshold.objectives]),
      intervalSeconds: seconds(1, DAY, 'length of one measurement, in seconds').default(
        threshold.intervalSeconds,
      ),
      windowSeconds: seconds(1, 7 * DAY, 'seconds the check looks back').default(threshold.windowSeconds),
      failureLimit: count(0, 1000, 'measurements that may fail').default(threshold.failureLimit),
      minSamples: count(1, 1_000_000_000, 'requests that one measurement needs').default(
        threshold.minSamples,
      ),
      onNoData: oneOf(['inconclusive', 'fail', 'pass'], 'how to treat missing data').default(
        threshold.onNoData,
      ),
    }),
  ],
  { error: 'must have a kind: evidence, errorCount or threshold' },
);

export const judgeSpec = (given: z.output<typeof judge>): JudgeSpec =>
  given.kind === 'evidence' ? { ...evidence, ...given } : given;
