import type { Proportion } from './score-interval.ts';

/** What became of one version's requests in one bucket. */
export interface Counts {
  readonly requests: number;
  readonly errors: number;
  /** Requests per latency bound, not cumulative; one more entry than bounds, for those above the last. */
  readonly latency?: readonly number[];
  /** The same requests by what tells them apart, such as endpoint or zone, where the source knows. */
  readonly strata?: Readonly<Record<string, Counts>>;
  /** By how many tasks they were answered, where what the source knows tells tasks apart, and not requests. */
  readonly tasks?: number;
}

/** Errors as events among requests. */
export const errorsOf = ({ errors, requests }: Counts): Proportion => ({ events: errors, requests });

/** Both together; what only one of them knows of latency is kept. */
export function add(a: Counts, b: Counts): Counts {
  const latency = b.latency?.map((count, i) => count + (a.latency?.[i] ?? 0)) ?? a.latency;
  const [requests, errors] = [a.requests + b.requests, a.errors + b.errors];
  const strata = a.strata && b.strata ? addEach(a.strata, b.strata) : (a.strata ?? b.strata);
  const tasks = Math.max(a.tasks ?? 0, b.tasks ?? 0);
  return {
    requests,
    errors,
    ...(latency ? { latency } : {}),
    ...(strata ? { strata } : {}),
    ...(tasks > 0 ? { tasks } : {}),
  };
}

function addEach(
  a: Readonly<Record<string, Counts>>,
  b: Readonly<Record<string, Counts>>,
): Record<string, Counts> {
  const sums = { ...a };
  for (const [name, counts] of Object.entries(b)) {
    const before = a[name];
    sums[name] = before ? add(before, counts) : counts;
  }
  return sums;
}

/** One slice of time, in epoch seconds. A missing side means no data, which is not the same as no requests. */
export interface Bucket {
  readonly from: number;
  readonly to: number;
  readonly stable?: Counts;
  readonly canary?: Counts;
}

/** How many requests a second both versions got; undefined without data. */
export function requestsPerSecondOf(buckets: readonly Bucket[]): number | undefined {
  const seen = buckets.filter(({ stable, canary }) => stable ?? canary);
  const seconds = seen.reduce((sum, { from, to }) => sum + to - from, 0);
  const requests = seen.reduce(
    (sum, { stable, canary }) => sum + (stable?.requests ?? 0) + (canary?.requests ?? 0),
    0,
  );
  return seconds > 0 ? requests / seconds : undefined;
}

/** What all of stable's requests came to; buckets without data add nothing. */
export const totalOfStable = (buckets: readonly Bucket[]): Pick<Counts, 'requests' | 'errors'> =>
  buckets.reduce(
    (sum, { stable }) => ({
      requests: sum.requests + (stable?.requests ?? 0),
      errors: sum.errors + (stable?.errors ?? 0),
    }),
    { requests: 0, errors: 0 },
  );
