import { z } from 'zod';
import { count, oneOf, word } from './rollout-fields.ts';

const MINUTE = 60;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

export const bakeSeconds = count(1, 7 * DAY, 'seconds that the weight is kept and judged');

/** A question to people at the end of a step. */
export const gate = z
  .strictObject(
    {
      by: z
        .array(word('a name or a group'), { error: 'must be a list of names or groups' })
        .max(50, 'must have at most 50 names')
        .default([])
        .describe('names or groups of which one has to approve; anybody unless given'),
      seconds: count(1, 30 * DAY, 'seconds that it stays open for an answer').default(DAY),
      onTimeout: oneOf(['rollBack', 'advance'], 'when nobody answers').default('rollBack'),
    },
    { error: 'must be a gate, such as {} or { by: [oncall] }' },
  )
  .describe('who has to approve before the rollout goes on from here');

const step = z.strictObject(
  {
    weight: count(1, 99, "the new version's percent of traffic"),
    bakeSeconds,
    gate: gate.optional(),
  },
  { error: 'must have a weight and bakeSeconds' },
);

/** The steps before 100 %, each with a greater weight than the one before it; without any, all traffic goes at once. */
export const steps = z
  .array(step, { error: 'must be a list of steps' })
  .max(99, 'must have at most 99 steps')
  .superRefine((given, problems) => {
    for (const [i, { weight }] of given.entries()) {
      const before = given[i - 1]?.weight ?? 0;
      const message = `must be above ${before}, the weight before it`;
      if (weight <= before)
        problems.addIssue({ code: 'custom', path: [i, 'weight'], message, input: weight });
    }
  });

/** Deadlines of every wait. */
export const limits = z.strictObject({
  readySeconds: count(1, DAY, 'seconds until the new version must be ready').default(30 * MINUTE),
  extensionSeconds: count(0, 7 * DAY, 'seconds that a step may be extended while nothing is proven').default(
    30 * MINUTE,
  ),
  holdSeconds: count(1, 30 * DAY, 'seconds that a held rollout waits for a person').default(DAY),
  rolloutSeconds: count(1, 30 * DAY, 'seconds until the whole rollout must have ended').default(7 * DAY),
  drainSeconds: count(0, HOUR, 'seconds that a version keeps running after its last traffic').default(15),
});
