import { z } from 'zod';
import { type AutoSteps, autoStepsDefaults } from '../../workflows/rollout/auto-steps.ts';
import { count, fields, oneOf, seconds, word } from './rollout-fields.ts';

const MINUTE = 60;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

export const bakeSeconds = seconds(1, 7 * DAY, 'seconds for which the weight is kept and judged');

/** A question to people at the end of a step. */
export const gate = fields(
  {
    by: z
      .array(word('a name or a group'), { error: 'must be a list of names or groups' })
      .max(50, 'must have at most 50 names')
      .default([])
      .describe('names or groups, one of which has to approve; default: anybody'),
    seconds: seconds(1, 30 * DAY, 'seconds for which it waits for an answer').default(DAY),
    onTimeout: oneOf(['rollBack', 'advance'], 'what to do if nobody answers').default('rollBack'),
    verified: z
      .boolean({ error: 'must be true or false' })
      .optional()
      .describe('whether only a person who has logged in may approve'),
  },
  'must be a gate, such as {} or { by: [oncall] }',
)
  .refine(({ verified, onTimeout }) => !(verified && onTimeout === 'advance'), {
    path: ['onTimeout'],
    error: 'must be rollBack if approvals have to be verified: silence is not an approval',
  })
  .describe('who has to approve before the rollout continues from here');

export const keepOldSeconds = seconds(
  1,
  7 * DAY,
  'seconds for which the old version is kept after the final bake, so that an undo only shifts weights',
).optional();

const step = fields(
  {
    weight: count(1, 99, "the new version's share of the traffic, in percent"),
    bakeSeconds,
    gate: gate.optional(),
  },
  'must have a weight and bakeSeconds',
);

/** Bounds of steps that the traffic chooses. */
const autoSteps = z
  .strictObject({
    from: count(1, 99, 'the smallest weight').default(autoStepsDefaults.from),
    to: count(1, 99, 'the largest weight before 100').default(autoStepsDefaults.to),
    growth: z
      .number()
      .min(1.1)
      .max(10)
      .describe('a weight is at most this many times the previous one')
      .default(autoStepsDefaults.growth),
    bakeSeconds: bakeSeconds.default(autoStepsDefaults.bakeSeconds),
  })
  .refine(({ from, to }) => from <= to, { path: ['to'], error: 'must not be below from' });

/** Each has a greater weight than the one before it. */
function mustGrow(given: readonly { readonly weight: number }[], problems: z.RefinementCtx): void {
  for (const [i, { weight }] of given.entries()) {
    const before = given[i - 1]?.weight ?? 0;
    const message = `must be above ${before}, the weight before it`;
    if (weight <= before) problems.addIssue({ code: 'custom', path: [i, 'weight'], message, input: weight });
  }
}

/** The steps before 100 %; without any, all traffic goes at once. */
const givenSteps = z
  .array(step, { error: 'must be a list of steps, or auto' })
  .max(99, 'must have at most 99 steps')
  .superRefine(mustGrow);

/** In place: the steps of the service on its way back to all traffic. */
export const handBack = z
  .array(
    fields(
      { weight: count(1, 99, "the service's percent of traffic"), bakeSeconds },
      'must have a weight and bakeSeconds',
    ),
    { error: 'must be a list of steps' },
  )
  .max(99, 'must have at most 99 steps')
  .superRefine(mustGrow)
  .optional()
  .describe(
    'in place: weights by which the service gets its traffic back, each judged against the canary; default: all of it in one write',
  );

/** Steps of the file's own, or those that the traffic chooses. */
export const steps = z.union([givenSteps, z.literal('auto'), z.strictObject({ auto: autoSteps })], {
  error: 'must be a list of steps, or auto',
});

/** The steps that a file gives, and the bounds of those that it leaves to the traffic. */
export function settledSteps(given: z.output<typeof steps>): {
  readonly given: readonly z.output<typeof step>[];
  readonly autoSteps?: AutoSteps;
} {
  if (given === 'auto') return { given: [], autoSteps: autoStepsDefaults };
  return 'auto' in given ? { given: [], autoSteps: given.auto } : { given };
}

const DEFAULT_READY_SECONDS = 30 * MINUTE;

/** Deadlines of every wait. */
export const limits = z.strictObject({
  readySeconds: seconds(1, DAY, 'seconds within which the new version has to be ready').default(
    DEFAULT_READY_SECONDS,
  ),
  extensionSeconds: seconds(
    0,
    7 * DAY,
    'seconds by which a step may be extended while nothing is proven',
  ).default(30 * MINUTE),
  holdSeconds: seconds(1, 30 * DAY, 'seconds for which a held rollout waits for a person').default(DAY),
  rolloutSeconds: seconds(1, 30 * DAY, 'seconds within which the whole rollout has to end').default(7 * DAY),
  cleanUpSeconds: seconds(
    1,
    DAY,
    'seconds within which old versions have to be removed; after that, the rollout ends with a warning',
  ).default(30 * MINUTE),
  drainSeconds: seconds(0, HOUR, 'seconds for which a version keeps running after its last traffic').default(
    15,
  ),
});

/** The deadlines of a file. What it does not say gives way to a whole rollout that is to be shorter. */
export const settledLimits = (given: z.output<typeof limits>): z.output<typeof limits> =>
  given.readySeconds === DEFAULT_READY_SECONDS
    ? { ...given, readySeconds: Math.min(DEFAULT_READY_SECONDS, given.rolloutSeconds) }
    : given;
