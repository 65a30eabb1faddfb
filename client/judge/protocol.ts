import { z } from 'zod';
import { problemsOf } from '../../activities/plan/problem.ts';
import { problemInWords, listed } from '../../activities/plan/words.ts';
import type { Counts } from '../../workflows/rollout/judge/bucket.ts';

const count = z.int().nonnegative();
const weight = z.number().min(0).max(100);

const counts = z
  .object({ requests: count, errors: count, le: z.array(count).nullish() })
  .refine(({ requests, errors }) => errors <= requests, { message: 'more errors than requests' });
export type CountsLine = z.infer<typeof counts>;

const span = { t0: z.number(), t1: z.number() };
const isForward = ({ t0, t1 }: { t0: number; t1: number }) => t0 < t1;
const forward = { message: 't1 must be after t0', path: ['t1'] };

const isAscending = (bounds: readonly number[]) => bounds.every((ms, i) => ms > (bounds[i - 1] ?? 0));

const TYPES = ['scenario', 'history_total', 'history', 'bucket', 'tick'];

/** One line of input. Times are seconds of one clock, weights are percent; unknown fields are ignored. */
const line = z.discriminatedUnion(
  'type',
  [
    z.object({
      type: z.literal('scenario'),
      bucket_s: z.number().positive(),
      lag_s: z.number().nonnegative(),
      first_deployment: z.boolean().default(false),
      // Prometheus's last bound is no bound: those above the last number are one entry more anyway.
      bounds_ms: z
        .array(z.union([z.number().positive(), z.literal(['+Inf', 'Infinity'])]))
        .transform((bounds) => (typeof bounds.at(-1) === 'string' ? bounds.slice(0, -1) : bounds))
        .pipe(z.array(z.number().positive()).refine(isAscending, { message: 'must ascend' }))
        .nullish(),
    }),
    z
      .object({ type: z.literal('history_total'), ...span, stable: counts.nullish() })
      .refine(isForward, forward),
    z.object({ type: z.literal('history'), ...span, stable: counts.nullish() }).refine(isForward, forward),
    z
      .object({
        type: z.literal('bucket'),
        ...span,
        available_at: z.number().nullish(),
        weight,
        stable: counts.nullish(),
        canary: counts.nullish(),
      })
      .refine(isForward, forward),
    z.object({ type: z.literal('tick'), now: z.number(), weight }),
  ],
  { error: ({ code }) => (code === 'invalid_union' ? `must be ${listed(TYPES)}` : undefined) },
);
export type InputLine = z.infer<typeof line>;
export type LineOf<Type extends InputLine['type']> = Extract<InputLine, { type: Type }>;

/** Thrown for a line that the protocol does not allow; the message says what would be right. */
export class BadLine extends Error {}

export function parseLine(text: string): InputLine {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (error) {
    throw new BadLine(`not JSON: ${(error as Error).message}`);
  }
  const parsed = line.safeParse(value, { error: problemInWords });
  if (!parsed.success) throw new BadLine(wrongIn(parsed.error, value));
  return parsed.data;
}

const wrongIn = (error: z.ZodError, value: unknown): string =>
  problemsOf(error, value)
    .map(({ path, message }) => (path === '(file)' ? `the line ${message}` : `${path} ${message}`))
    .join('; ');

/** The judge's own form: a histogram without an entry above its last bound gets it from the requests left over. */
export function countsIn(
  { requests, errors, le }: CountsLine,
  boundsMs: readonly number[] | undefined,
): Counts {
  if (!le || !boundsMs) return { requests, errors };
  if (le.length === boundsMs.length + 1) return { requests, errors, latency: le };
  if (le.length !== boundsMs.length) {
    throw new BadLine(
      `le: ${le.length} entries for ${boundsMs.length} bounds_ms; one for each, or one more for those above the last`,
    );
  }
  const below = le.reduce((a, b) => a + b, 0);
  return { requests, errors, latency: [...le, Math.max(0, requests - below)] };
}
