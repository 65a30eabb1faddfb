import {
  DescribeAlarmsCommand,
  DescribeAlarmsForMetricCommand,
  GetMetricDataCommand,
  GetMetricStatisticsCommand,
  ListMetricsCommand,
  PutMetricAlarmCommand,
  PutMetricDataCommand,
  type GetMetricDataCommandInput,
  type MetricDataQuery,
  type MetricDatum,
} from '@aws-sdk/client-cloudwatch';
import { startAws, type AwsServer } from './server.ts';

let aws: AwsServer;
beforeAll(async () => void (aws = await startAws()));
afterAll(() => aws.stop());
beforeEach(() => aws.reset());

const Namespace = 'ECS/ContainerInsights/Prometheus';
const MetricName = 'envoy_http_downstream_rq_xx';
const Dimensions = [
  { Name: 'ClusterName', Value: 'lab' },
  { Name: 'TaskDefinitionFamily', Value: 'web' },
  { Name: 'appmesh_virtual_node', Value: 'web-1' },
  { Name: 'envoy_http_conn_manager_prefix', Value: 'ingress' },
  { Name: 'envoy_response_code_class', Value: '5' },
];
// The beginning of the minute before last: whole, and recent enough for every period.
const minute = Math.floor(Date.now() / 60_000) * 60_000 - 120_000;
const at = (seconds: number) => new Date(minute + seconds * 1000);

const put = (...data: Partial<MetricDatum>[]) =>
  aws.cloudWatch.send(
    new PutMetricDataCommand({
      Namespace,
      MetricData: data.map((each) => ({ MetricName, Dimensions, ...each })),
    }),
  );

const metric = (Id: string, Stat = 'Sum', Period = 60): MetricDataQuery => ({
  Id,
  MetricStat: { Metric: { Namespace, MetricName, Dimensions }, Period, Stat },
});

async function query(queries: MetricDataQuery[], more: Partial<GetMetricDataCommandInput> = {}) {
  const { MetricDataResults, NextToken } = await aws.cloudWatch.send(
    new GetMetricDataCommand({
      MetricDataQueries: queries,
      StartTime: at(0),
      EndTime: at(120),
      ScanBy: 'TimestampAscending',
      ...more,
    }),
  );
  const results = (MetricDataResults ?? []).map((each) => ({
    id: each.Id,
    seconds: each.Timestamps?.map((time) => (time.getTime() - minute) / 1000),
    values: each.Values,
  }));
  return { results, NextToken };
}

it('finds a metric whatever the order of its dimensions', async () => {
  await put({ Value: 3, Timestamp: at(10) });
  const Metric = { Namespace, MetricName, Dimensions: [...Dimensions].reverse() };
  const { results } = await query([{ Id: 'm', MetricStat: { Metric, Period: 60, Stat: 'Sum' } }]);
  expect(results).toEqual([{ id: 'm', seconds: [0], values: [3] }]);
});

it('keeps metrics with fewer, more or other dimensions and namespaces apart', async () => {
  await put({ Value: 1, Timestamp: at(0) }, { Value: 10, Timestamp: at(0), Dimensions: Dimensions.slice(1) });
  await aws.cloudWatch.send(
    new PutMetricDataCommand({
      Namespace: 'other',
      MetricData: [{ MetricName, Dimensions, Value: 100, Timestamp: at(0) }],
    }),
  );
  expect((await query([metric('m')])).results[0]?.values).toEqual([1]);
});

it('keeps a value of zero as data, and gives nothing where there is none', async () => {
  await put({ Value: 0, Timestamp: at(5) });
  expect((await query([metric('m')])).results).toEqual([{ id: 'm', seconds: [0], values: [0] }]);
});

it('begins periods at multiples of their length, whatever the start of the query', async () => {
  await put({ Value: 1, Timestamp: at(59) }, { Value: 2, Timestamp: at(61) });
  const { results } = await query([metric('m')], { StartTime: at(30), EndTime: at(90) });
  expect(results).toEqual([{ id: 'm', seconds: [0, 60], values: [1, 2] }]);
});

it('gives newest data first unless asked otherwise', async () => {
  await put({ Value: 1, Timestamp: at(0) }, { Value: 2, Timestamp: at(60) });
  expect((await query([metric('m')], { ScanBy: undefined })).results[0]?.values).toEqual([2, 1]);
});

it.each([1, 5, 10, 30])(
  'reads high-resolution data by periods of %i s, and standard data not',
  async (period) => {
    await put(
      { Value: 1, Timestamp: at(30), StorageResolution: 1 },
      { Value: 2, Timestamp: at(31), StorageResolution: 1 },
      { Value: 4, Timestamp: at(30) },
    );
    const fine = (await query([metric('m', 'Sum', period)])).results[0];
    expect(fine).toMatchObject(
      period === 1 ? { seconds: [30, 31], values: [1, 2] } : { seconds: [30], values: [3] },
    );
    expect((await query([metric('m')])).results[0]?.values).toEqual([7]);
  },
);

it.each([7, 45, 90])('refuses a period of %i s', async (period) => {
  await expect(query([metric('m', 'Sum', period)])).rejects.toThrow(/Period must be/);
});

it('works statistics and percentiles out over values and their counts', async () => {
  await put({ Values: [10, 20, 1000], Counts: [90, 9, 1], Timestamp: at(0) });
  const stats = ['Sum', 'SampleCount', 'Average', 'Minimum', 'Maximum', 'p50', 'p99', 'p99.9'];
  const { results } = await query(stats.map((stat, index) => metric(`m${index}`, stat)));
  expect(results.map((each) => each.values?.[0])).toEqual([2080, 100, 20.8, 10, 1000, 10, 20, 1000]);
  await expect(query([metric('m', 'Median')])).rejects.toThrow(/Median/);
});

it('answers several queries, math over them, and returns only what is asked for', async () => {
  const successes = Dimensions.map((each) => ({ ...each, Value: each.Value === '5' ? '2' : each.Value }));
  await put({ Value: 5, Timestamp: at(0) }, { Value: 95, Timestamp: at(0), Dimensions: successes });
  const good = { ...metric('good'), ReturnData: false };
  good.MetricStat = { ...good.MetricStat!, Metric: { Namespace, MetricName, Dimensions: successes } };
  const schema = `{${[Namespace, ...Dimensions.map((each) => each.Name)].join(',')}}`;
  const { results } = await query([
    { ...metric('bad'), ReturnData: false },
    good,
    { Id: 'rate', Expression: '100 * bad / (bad + good)' },
    { Id: 'all', Expression: 'SUM(METRICS())' },
    { Id: 'filled', Expression: 'FILL(bad, 0)' },
    { Id: 'found', Expression: `SUM(SEARCH('${schema} MetricName="${MetricName}"', 'Sum', 60))` },
  ]);
  expect(results.map((each) => [each.id, each.values])).toEqual([
    ['rate', [5]],
    ['all', [100]],
    ['filled', [5, 0]],
    ['found', [100]],
  ]);
});

it.each(['1 +', 'nobody', 'WHAT(m)', "SUM('text')"])('refuses the expression %s', async (Expression) => {
  await expect(query([metric('m'), { Id: 'e', Expression }])).rejects.toThrow(/Error in expression 'e'/);
});

it('hands data out by pages that count data points', async () => {
  const data = Array.from({ length: 5 }, (_, index) => ({
    Value: index,
    Timestamp: at(index),
    StorageResolution: 1,
  }));
  await put(...data);
  const seen: number[] = [];
  let NextToken: string | undefined;
  do {
    const page = await query([metric('m', 'Sum', 1)], { MaxDatapoints: 2, NextToken });
    seen.push(...page.results.flatMap((each) => each.values ?? []));
    NextToken = page.NextToken;
  } while (NextToken);
  expect(seen).toEqual([0, 1, 2, 3, 4]);
});

it('takes large, compressed puts', async () => {
  await put(...Array.from({ length: 800 }, () => ({ Value: 1, Timestamp: at(0) })));
  expect((await query([metric('m', 'SampleCount')])).results[0]?.values).toEqual([800]);
});

it('gives statistics of one metric, and lists what there is', async () => {
  await put({ Value: 2, Timestamp: at(0), Unit: 'Count' }, { Value: 4, Timestamp: at(1), Unit: 'Count' });
  const { Datapoints } = await aws.cloudWatch.send(
    new GetMetricStatisticsCommand({
      ...{ Namespace, MetricName, Dimensions, Period: 60, StartTime: at(0), EndTime: at(60) },
      Statistics: ['Average'],
      ExtendedStatistics: ['p50'],
    }),
  );
  expect(Datapoints).toMatchObject([{ Average: 3, Unit: 'Count', ExtendedStatistics: { p50: 2 } }]);
  const listed = await aws.cloudWatch.send(
    new ListMetricsCommand({ Dimensions: [{ Name: 'appmesh_virtual_node', Value: 'web-1' }] }),
  );
  expect(listed.Metrics?.map((each) => each.MetricName)).toEqual([MetricName]);
});

it('evaluates an alarm when it is looked at', async () => {
  const finished = Math.floor(Date.now() / 60_000) * 60_000 - 60_000;
  const settings = {
    Namespace,
    MetricName,
    Dimensions,
    Period: 60,
    EvaluationPeriods: 3,
    DatapointsToAlarm: 1,
  };
  await aws.cloudWatch.send(
    new PutMetricAlarmCommand({
      ...settings,
      AlarmName: 'errors',
      Statistic: 'Sum',
      Threshold: 1,
      ComparisonOperator: 'GreaterThanThreshold',
    }),
  );
  const state = async () =>
    (await aws.cloudWatch.send(new DescribeAlarmsCommand({}))).MetricAlarms?.[0]?.StateValue;
  expect(await state()).toBe('INSUFFICIENT_DATA');
  await put({ Value: 1, Timestamp: new Date(finished) });
  expect(await state()).toBe('OK');
  await put({ Value: 1, Timestamp: new Date(finished) });
  expect(await state()).toBe('ALARM');
  const alarmsOf = async (name: string) =>
    (await aws.cloudWatch.send(new DescribeAlarmsForMetricCommand({ Namespace, MetricName: name })))
      .MetricAlarms?.length;
  expect([await alarmsOf(MetricName), await alarmsOf('another')]).toEqual([1, 0]);
});
