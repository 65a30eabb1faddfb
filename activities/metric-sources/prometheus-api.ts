import { ApplicationFailure } from '@temporalio/common';
import { z } from 'zod';
import type { Span } from '../../workflows/rollout/judge/verdict.ts';

/** One series of an answer; points in epoch seconds, oldest first. */
export interface PrometheusSeries {
  readonly labels: Readonly<Record<string, string>>;
  readonly points: readonly { readonly time: number; readonly value: number }[];
}

const TIMEOUT_MILLIS = 5000;

const matrix = z.object({
  status: z.literal('success'),
  data: z.object({
    resultType: z.literal('matrix'),
    result: z.array(
      z.object({
        metric: z.record(z.string(), z.string()),
        values: z.array(z.tuple([z.number(), z.string()])),
      }),
    ),
  }),
});

/**
 * Evaluates PromQL at both ends of a span and every `stepSeconds` between, by Prometheus' `query_range`.
 *
 * @throws ApplicationFailure `MetricsUnavailable`, whatever is in the way
 */
export async function queryRange(
  address: string,
  query: string,
  { from, to }: Span,
  stepSeconds: number,
): Promise<PrometheusSeries[]> {
  const form = { query, start: `${from}`, end: `${to}`, step: `${stepSeconds}` };
  const response = await fetch(`${address.replace(/\/$/, '')}/api/v1/query_range`, {
    method: 'POST',
    body: new URLSearchParams(form),
    signal: AbortSignal.timeout(TIMEOUT_MILLIS),
  }).catch((error: Error) => {
    throw unavailable(address, (error.cause as Error | undefined)?.message || error.message);
  });
  const body: unknown = await response.json().catch(() => undefined);
  const parsed = matrix.safeParse(body);
  if (!parsed.success) throw unavailable(address, `${response.status} ${complaintOf(body)}`);
  return parsed.data.data.result.map(({ metric, values }) => ({
    labels: metric,
    points: values.map(([time, value]) => ({ time, value: Number(value) })),
  }));
}

const unavailable = (address: string, why: string) =>
  ApplicationFailure.retryable(`Prometheus at ${address}: ${why}`, 'MetricsUnavailable');

function complaintOf(body: unknown): string {
  const { error } = z
    .object({ error: z.string() })
    .catch({ error: 'is not an answer of Prometheus' })
    .parse(body);
  return error;
}
