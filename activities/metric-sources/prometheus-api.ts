import { ApplicationFailure } from '@temporalio/common';
import { Agent, fetch, type Response } from 'undici';
import { z } from 'zod';
import { isLinkLocal, lookupUnless } from '../http/addresses.ts';
import { withoutCredentials } from '../redaction.ts';
import type { Span } from '../../workflows/rollout/judge/verdict.ts';

/** One series of an answer; points in epoch seconds, oldest first. */
export interface PrometheusSeries {
  readonly labels: Readonly<Record<string, string>>;
  readonly points: readonly { readonly time: number; readonly value: number }[];
}

const TIMEOUT_MILLIS = 5000;

/** More than the longest history of both versions takes. */
const MOST_BYTES = 16 * 1024 * 1024;

/** What is repeated of an answer that cannot be read. */
const MOST_REPEATED = 300;

/** A file's name must not lead to the credentials of the worker's machine; an address itself is allowed or not where plans are settled. */
const agent = new Agent({
  connect: {
    lookup: lookupUnless(isLinkLocal, 'it leads to a link-local or metadata address, which is not asked'),
  },
});

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
    redirect: 'manual',
    dispatcher: agent,
    signal: AbortSignal.timeout(TIMEOUT_MILLIS),
  }).catch((error: Error) => {
    throw unavailable(address, (error.cause as Error | undefined)?.message || error.message);
  });
  if (response.status >= 300 && response.status < 400) {
    await response.body?.cancel();
    throw unavailable(
      address,
      `redirects (${response.status}), which is not followed: name the last address`,
    );
  }
  const body = await bounded(response).catch((error: Error) => {
    throw unavailable(address, error.message);
  });
  const parsed = matrix.safeParse(body);
  if (!parsed.success) throw unavailable(address, `${response.status} ${complaintOf(body)}`);
  return parsed.data.data.result.map(({ metric, values }) => ({
    labels: metric,
    points: values.map(([time, value]) => ({ time, value: Number(value) })),
  }));
}

/** An answer's JSON; undefined where it is none. Fails where it is too long. */
async function bounded(response: Response): Promise<unknown> {
  const chunks: Uint8Array[] = [];
  let bytes = 0;
  for await (const chunk of (response.body ?? []) as AsyncIterable<Uint8Array>) {
    bytes += chunk.length;
    if (bytes > MOST_BYTES) throw new Error(`its answer has more than ${MOST_BYTES} bytes`);
    chunks.push(chunk);
  }
  try {
    return JSON.parse(Buffer.concat(chunks).toString('utf8')) as unknown;
  } catch {
    return undefined;
  }
}

const unavailable = (address: string, why: string) =>
  ApplicationFailure.retryable(`Prometheus at ${address}: ${why}`, 'MetricsUnavailable');

function complaintOf(body: unknown): string {
  const { error } = z
    .object({ error: z.string() })
    .catch({ error: 'is not an answer of Prometheus' })
    .parse(body);
  // Whatever answers there may put anything into it.
  return withoutCredentials(error.replaceAll(/[\p{Cc}\p{Cf}]+/gu, ' ')).slice(0, MOST_REPEATED);
}
