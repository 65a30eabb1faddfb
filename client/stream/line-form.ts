import { z } from 'zod';

const time = z.iso.datetime().describe('ISO 8601, UTC');
const count = z.number().nonnegative();
const percent = z.number().min(0).max(100);
const latency = z.number().nullable().optional();
const numbers = z.record(z.string(), z.number());
const split = z.array(z.object({ version: z.string(), weight: percent }));

const served = z
  .object({ requests: count, failed: count, p50Ms: latency, p95Ms: latency, p99Ms: latency })
  .describe(
    "what became of one version's requests; percentiles of latency in milliseconds, null above the last bound of the histogram, left out where latency is not measured",
  );

const check = {
  kind: z.enum(['pass', 'fail', 'undecided', 'inconclusive']),
  judge: z.string(),
  rule: z.string().optional().describe("which of the judge's rules decided"),
  reason: z.string(),
  numbers: numbers.describe("the judge's own numbers"),
};

/** Each kind of line, by its `type`. Fields that are added later must be ignored by readers. */
export const LINES = {
  rollout: z
    .object({
      id: z.string(),
      runId: z.string(),
      environment: z.string(),
      service: z.string(),
      stable: z.string().nullable().describe('null on a first deployment, and until it is known'),
      canary: z.string(),
      steps: z.array(z.object({ weight: percent, bakeSeconds: z.number() })),
    })
    .describe('first, and again when it knows more: what the rollout is'),
  state: z
    .object({
      phase: z.string(),
      step: z.object({ number: z.number(), of: z.number(), weight: percent }).nullable(),
      paused: z.boolean(),
      held: z.boolean().describe('a person has to resume, promote or abort'),
      healthyTasks: z.array(z.object({ version: z.string(), healthy: count })),
    })
    .describe('where it is, when that has changed'),
  event: z
    .object({
      number: z.number().describe('counts from 1; a line with the same number replaces the one before'),
      what: z.string(),
      times: z.number().optional().describe('how often in a row'),
    })
    .describe('something happened, as a sentence'),
  wait: z
    .object({ what: z.string(), until: time.nullable() })
    .describe('what it begins to wait for, and until when at the most'),
  weights: z
    .object({ wanted: split, got: split })
    .describe('the traffic as the router was seen to split it, beside what was wanted, in percent'),
  bucket: z
    .object({
      from: time,
      to: time,
      weight: percent.describe("the canary's when the bucket began"),
      stable: served.optional(),
      canary: served.optional(),
    })
    .describe('what the metrics told of a span of time; one with the same `from` replaces the one before'),
  evidence: z.object(check).describe('what a watch under way thinks, when that has changed'),
  verdict: z
    .object({
      ...check,
      weight: percent,
      ledTo: z.enum(['advance', 'rollBack', 'wait', 'extend', 'hold', 'gate']),
    })
    .describe('a check that was answered, and what it led to'),
  command: z
    .object({
      command: z.string(),
      by: z.string(),
      reason: z.string(),
      refused: z.string().optional().describe('why it was not followed, if it was not'),
      verified: z
        .object({ from: z.string(), groups: z.array(z.string()) })
        .optional()
        .describe('from which address, and for which groups, where a signature proves who asks'),
    })
    .describe('what somebody asked of the rollout'),
  trouble: z.object({ what: z.string() }).describe('nobody answers, or a call to AWS fails and is repeated'),
  outcome: z
    .object({
      kind: z.enum(['promoted', 'rolledBack', 'aborted', 'refused', 'badInput', 'terminated', 'failed']),
      reason: z.string(),
      warnings: z.array(z.string()).describe('what is left to be cleaned up'),
    })
    .describe('last: how it ended'),
} as const;
export type LineType = keyof typeof LINES;

/** A line of the stream: its type, when it happened, and what. */
export type StreamLine = {
  [Type in LineType]: { readonly type: Type; readonly at: string } & z.output<(typeof LINES)[Type]>;
}[LineType];

/** JSON Schema of a line of `serin watch --output json`. */
export const lineSchema = (): object =>
  z.toJSONSchema(
    z
      .discriminatedUnion(
        'type',
        Object.entries(LINES).map(([type, form]) =>
          z.object({ type: z.literal(type), at: time, ...form.shape }).describe(form.description ?? ''),
        ) as unknown as [z.ZodObject<{ type: z.ZodLiteral<string> }>],
      )
      .describe('One line of `serin watch --output json`'),
    { io: 'input' },
  );
