import {
  type CloudWatchClient,
  GetMetricDataCommand,
  type MetricDataQuery,
  type MetricDataResult,
} from '@aws-sdk/client-cloudwatch';
import { ApplicationFailure } from '@temporalio/common';
import DataLoader from 'dataloader';
import type { Span } from '../../workflows/rollout/judge/verdict.ts';
import { withPrefix } from './metric-math.ts';

/** A value and the beginning of its period, in epoch seconds. */
export interface Point {
  readonly time: number;
  readonly value: number;
}

/** Queries that belong together, each with an id of its own, and the span they are about. */
interface Reading {
  readonly queries: readonly MetricDataQuery[];
  readonly span: Span;
}
type Points = Map<string, Point[]>;

/** As many as GetMetricData takes in one call. */
const QUERIES_PER_CALL = 500;

/** How long a reading waits for those of other rollouts, to share a call with them. */
const GATHER_MILLIS = 50;

const loaders = new WeakMap<CloudWatchClient, DataLoader<Reading, Points>>();

/** What there is to read of a span: a period that began before it would bring in what was counted before it. */
export function periodsWithin({ from, to }: Span, periodSeconds: number): Span | undefined {
  const first = Math.ceil(from / periodSeconds) * periodSeconds;
  return first < to ? { from: first, to } : undefined;
}

/**
 * The values of queries within a span, by the queries' ids; all queries in one call, so that their windows match. What
 * many rollouts ask at about the same time shares calls, which CloudWatch limits and charges for.
 */
export function readPoints(
  cloudWatch: CloudWatchClient,
  queries: readonly MetricDataQuery[],
  span: Span,
): Promise<Points> {
  const loader =
    loaders.get(cloudWatch) ??
    new DataLoader<Reading, Points>((readings) => readTogether(cloudWatch, readings), {
      cache: false,
      batchScheduleFn: (run) => setTimeout(run, GATHER_MILLIS),
    });
  loaders.set(cloudWatch, loader);
  return loader.load({ queries, span });
}

/** One answer for each reading, in their order; where a call fails, an error for those that shared it. */
async function readTogether(
  cloudWatch: CloudWatchClient,
  readings: readonly Reading[],
): Promise<(Points | Error)[]> {
  const answers = new Map<Reading, Points | Error>();
  await Promise.all(
    callsFor(readings).map(async (call) => {
      const answer = await readOnce(cloudWatch, call).catch((error: Error) => error);
      for (const [i, reading] of call.readings.entries())
        answers.set(reading, answer instanceof Error ? answer : pointsOf(reading, `r${i}_`, answer));
    }),
  );
  return readings.map((reading) => answers.get(reading) ?? new Map<string, Point[]>());
}

interface Call {
  readonly window: Span;
  readonly readings: Reading[];
}

/** Readings share a call where their windows are the same once they are rounded out; none is split over two. */
function callsFor(readings: readonly Reading[]): Call[] {
  const calls: Call[] = [];
  for (const reading of readings) {
    const window = roundedOut(reading);
    const found = calls.find(
      (call) =>
        call.window.from === window.from &&
        call.window.to === window.to &&
        countQueries(call.readings) + reading.queries.length <= QUERIES_PER_CALL,
    );
    if (found) found.readings.push(reading);
    else calls.push({ window, readings: [reading] });
  }
  return calls;
}

/** To whole minutes, or whole periods where they are longer: CloudWatch's periods begin where its window does. */
function roundedOut({ queries, span }: Reading): Span {
  const unit = Math.max(60, ...queries.map(({ MetricStat, Period }) => MetricStat?.Period ?? Period ?? 0));
  return { from: Math.floor(span.from / unit) * unit, to: Math.ceil(span.to / unit) * unit };
}

const countQueries = (readings: readonly Reading[]): number =>
  readings.reduce((sum, { queries }) => sum + queries.length, 0);

async function readOnce(cloudWatch: CloudWatchClient, { window, readings }: Call): Promise<Points> {
  const found: Points = new Map();
  let nextToken: string | undefined;
  do {
    const page = await cloudWatch.send(
      new GetMetricDataCommand({
        MetricDataQueries: readings.flatMap(({ queries }, i) => withPrefix(queries, `r${i}_`)),
        StartTime: new Date(window.from * 1000),
        EndTime: new Date(window.to * 1000),
        ScanBy: 'TimestampAscending',
        NextToken: nextToken,
      }),
    );
    for (const result of page.MetricDataResults ?? []) {
      const { Id = '', StatusCode, Timestamps: times = [], Values: values = [] } = result;
      if (StatusCode === 'InternalError' || StatusCode === 'Forbidden') throw unavailable(result);
      const points = times.map((time, i) => ({ time: time.getTime() / 1000, value: values[i] ?? 0 }));
      found.set(Id, [...(found.get(Id) ?? []), ...points]);
    }
    nextToken = page.NextToken;
  } while (nextToken !== undefined);
  return found;
}

const unavailable = ({ Label, StatusCode, Messages = [] }: MetricDataResult) =>
  ApplicationFailure.retryable(
    `CloudWatch has no answer about ${Label}: ${[StatusCode, ...Messages.map(({ Value }) => Value)].join(' ')}`,
    'MetricsUnavailable',
  );

/** A reading's own share of an answer: its queries by their own ids, and nothing from outside of its span. */
const pointsOf = ({ queries, span }: Reading, prefix: string, answer: Points): Points =>
  new Map(
    queries.map(({ Id = '' }) => [
      Id,
      (answer.get(prefix + Id) ?? []).filter(({ time }) => time >= span.from && time < span.to),
    ]),
  );
