/** What a client saw of its requests, second by second; plain data, so that it can be stored and drawn. */
export interface Timeline {
  /** When second 0 began, ISO 8601. */
  readonly startedAt: string;
  readonly seconds: TimelineSecond[];
}

/** All requests that began in one second, whenever they ended. */
export interface TimelineSecond {
  readonly second: number;
  readonly versions: CountsByVersion;
}

export type CountsByVersion = Record<string, Counts>;

/** Requests that one version answered. */
export interface Counts {
  requests: number;
  /** Answers of class 5xx and requests without an answer. */
  errors: number;
  /** Requests by status; those without an answer by the error's code, as `ECONNREFUSED`. */
  readonly statuses: Record<string, number>;
  readonly latenciesMillis: number[];
}

/** One request that has ended. */
export interface Outcome {
  /** Second in which it began. */
  readonly second: number;
  readonly version: string;
  /** HTTP status, or the code of the error when there was no answer. */
  readonly status: number | string;
  readonly latencyMillis: number;
}

/** Enters an outcome under its second and version; seconds in which nothing began are there, empty. */
export function record({ seconds }: Timeline, outcome: Outcome): void {
  while (seconds.length <= outcome.second) seconds.push({ second: seconds.length, versions: {} });
  const isError = typeof outcome.status === 'string' || outcome.status >= 500;
  add(seconds[outcome.second]!.versions, outcome.version, {
    requests: 1,
    errors: isError ? 1 : 0,
    statuses: { [outcome.status]: 1 },
    latenciesMillis: [outcome.latencyMillis],
  });
}

/** The whole timeline by version. */
export function totalsOf({ seconds }: Timeline): CountsByVersion {
  const totals: CountsByVersion = {};
  for (const { versions } of seconds)
    for (const [version, counts] of Object.entries(versions)) add(totals, version, counts);
  return totals;
}

function add(counts: CountsByVersion, version: string, more: Counts): void {
  const sum = (counts[version] ??= { requests: 0, errors: 0, statuses: {}, latenciesMillis: [] });
  sum.requests += more.requests;
  sum.errors += more.errors;
  for (const [status, count] of Object.entries(more.statuses))
    sum.statuses[status] = (sum.statuses[status] ?? 0) + count;
  for (const latency of more.latenciesMillis) sum.latenciesMillis.push(latency);
}
