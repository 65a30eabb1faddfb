import {
  type CloudWatchClient,
  GetMetricDataCommand,
  type MetricDataQuery,
} from '@aws-sdk/client-cloudwatch';
import type { Span } from '../../workflows/rollout/judge/verdict.ts';

/** A value and the beginning of its period, in epoch seconds. */
export interface Point {
  readonly time: number;
  readonly value: number;
}

/** The values of queries within a span, by the queries' ids; all queries in one call, so that their windows match. */
export async function readPoints(
  cloudWatch: CloudWatchClient,
  queries: MetricDataQuery[],
  { from, to }: Span,
): Promise<Map<string, Point[]>> {
  const found = new Map<string, Point[]>();
  let nextToken: string | undefined;
  do {
    const page = await cloudWatch.send(
      new GetMetricDataCommand({
        MetricDataQueries: queries,
        StartTime: new Date(from * 1000),
        EndTime: new Date(to * 1000),
        ScanBy: 'TimestampAscending',
        NextToken: nextToken,
      }),
    );
    for (const { Id = '', Timestamps: times = [], Values: values = [] } of page.MetricDataResults ?? []) {
      const points = times.map((time, i) => ({ time: time.getTime() / 1000, value: values[i] ?? 0 }));
      found.set(Id, [...(found.get(Id) ?? []), ...points]);
    }
    nextToken = page.NextToken;
  } while (nextToken !== undefined);
  return found;
}
