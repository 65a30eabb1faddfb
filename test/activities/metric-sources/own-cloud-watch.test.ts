import { type MetricDatum, PutMetricDataCommand } from '@aws-sdk/client-cloudwatch';
import { ownCloudWatch } from '../../../activities/metric-sources/own-cloud-watch.ts';
import type { CloudWatchSpec } from '../../../workflows/rollout/cloud-watch-spec.ts';
import { ANSWERS } from '../../infra/local/aws/answers.ts';
import { startAws, type AwsServer } from '../../infra/local/aws/server.ts';

let aws: AwsServer;
beforeAll(async () => void (aws = await startAws()));
afterAll(() => aws.stop());

describe.each(ANSWERS)('on an AWS %s', (_, answers) => {
  beforeEach(async () => {
    await aws.reset();
    await aws.knobs(answers);
  });

  /** A moment that is a whole hour, and recent. */
  const T = Math.floor(Date.now() / 3_600_000) * 3600 - 7200;

  const metric = (name: string) => ({
    namespace: 'Shop/{{version}}',
    metric: name,
    dimensions: { Service: 'cart' },
  });
  const sum = (name: string) => ({ ...metric(name), stat: 'Sum' });
  const plain: CloudWatchSpec = {
    kind: 'cloudwatch',
    periodSeconds: 60,
    lagSeconds: 90,
    requests: sum('Requests'),
    errors: sum('Failures'),
  };

  const read = (spec: CloudWatchSpec, seconds = 60) =>
    ownCloudWatch(aws.cloudWatch, spec).read({ stable: 'old', canary: 'new' }, { from: T, to: T + seconds });

  const put = (version: string, MetricName: string, Value: number, at = T, more: Partial<MetricDatum> = {}) =>
    aws.cloudWatch.send(
      new PutMetricDataCommand({
        Namespace: `Shop/${version}`,
        MetricData: [
          {
            MetricName,
            Dimensions: [{ Name: 'Service', Value: 'cart' }],
            Timestamp: new Date(at * 1000),
            Value,
            ...more,
          },
        ],
      }),
    );

  it('counts requests and errors of both versions by bucket, in one call', async () => {
    await put('old', 'Requests', 90);
    await put('old', 'Failures', 2);
    await put('new', 'Requests', 10);
    await put('new', 'Requests', 12, T + 60);
    const before = (await aws.calls()).length;
    expect(await read(plain, 120)).toEqual([
      { from: T, to: T + 60, stable: { requests: 90, errors: 2 }, canary: { requests: 10, errors: 0 } },
      { from: T + 60, to: T + 120, canary: { requests: 12, errors: 0 } },
    ]);
    const calls = (await aws.calls()).slice(before);
    expect(calls.map(({ action }) => action)).toEqual(['GetMetricData']);
  });

  it('takes errors without requests for no data, and no more errors than requests', async () => {
    await put('new', 'Failures', 3);
    await put('old', 'Requests', 2);
    await put('old', 'Failures', 3);
    expect(await read(plain)).toEqual([{ from: T, to: T + 60, stable: { requests: 2, errors: 2 } }]);
  });

  it('works counts out by metric math, in which names of different counts may be the same', async () => {
    const spec: CloudWatchSpec = {
      ...plain,
      requests: { expression: 'a + b', metrics: { a: sum('Good'), b: sum('Bad') } },
      errors: { expression: 'a', metrics: { a: sum('Bad') } },
    };
    await put('old', 'Good', 80);
    await put('old', 'Bad', 1);
    await put('new', 'Good', 7);
    await put('new', 'Bad', 3);
    expect(await read(spec)).toEqual([
      { from: T, to: T + 60, stable: { requests: 81, errors: 1 }, canary: { requests: 10, errors: 3 } },
    ]);
  });

  it('fills the version and the period into expressions', async () => {
    const searching = (name: string) => ({
      expression: `SUM(SEARCH('{"Shop/{{version}}",Service} MetricName="${name}"', 'Sum', {{period}}))`,
      metrics: {},
    });
    await put('new', 'Requests', 10);
    await put('new', 'Failures', 4);
    const buckets = await read({ ...plain, requests: searching('Requests'), errors: searching('Failures') });
    expect(buckets).toMatchObject([{ canary: { requests: 10, errors: 4 } }]);
  });

  it('makes a histogram of a metric with a value for each request, in its unit', async () => {
    const spec: CloudWatchSpec = {
      ...plain,
      latency: { ...metric('Seconds'), unit: 's', boundsMs: [100, 250, 1000] },
    };
    await put('new', 'Requests', 6);
    for (const seconds of [0.05, 0.1, 0.2, 0.25, 0.9, 3]) await put('new', 'Seconds', seconds);
    expect(await read(spec)).toMatchObject([{ canary: { requests: 6, latency: [2, 2, 1, 1] } }]);
  });

  it('tells what stable did before: an hour in buckets, and a day by the hour and in all', async () => {
    await put('old', 'Requests', 100, T - 120);
    await put('old', 'Failures', 1, T - 120);
    await put('old', 'Requests', 1000, T - 7200);
    const history = await ownCloudWatch(aws.cloudWatch, plain).history('old', T);
    expect(history.hours?.map(({ stable }) => stable?.requests)).toEqual([1000, 100]);
    expect(history.total).toEqual({ requests: 1100, errors: 1 });
    expect(history.buckets).toEqual([{ from: T - 120, to: T - 60, stable: { requests: 100, errors: 1 } }]);
  });

  it('shares a call between rollouts that ask at the same time, whatever names their expressions use', async () => {
    const half = { expression: 'all / 2', metrics: { all: sum('Requests') } };
    await put('new', 'Requests', 10);
    const before = (await aws.calls()).length;
    const [whole, halved] = await Promise.all([read(plain), read({ ...plain, requests: half })]);
    expect([whole?.[0]?.canary?.requests, halved?.[0]?.canary?.requests]).toEqual([10, 5]);
    expect((await aws.calls()).length - before).toBe(1);
  });

  it('passes on what CloudWatch says of an expression that it cannot read', async () => {
    await expect(read({ ...plain, errors: { expression: 'all -', metrics: {} } })).rejects.toThrow(
      /expression/,
    );
  });

  it('tells what it asks, with metric math after the metrics that it names', async () => {
    const spec: CloudWatchSpec = {
      ...plain,
      errors: { expression: 'all - good', metrics: { all: sum('Requests'), good: sum('Good') } },
      latency: { ...metric('Seconds'), unit: 's', boundsMs: [100, 250] },
    };
    expect(await ownCloudWatch(aws.cloudWatch, spec).queries({ canary: 'new' })).toEqual([
      'Shop/new/Requests {Service=cart} Sum 60s',
      'Shop/new/Seconds {Service=cart} SampleCount|TC(:0.1)|TC(:0.25) 60s',
      'canary_errors_all = Shop/new/Requests {Service=cart} Sum 60s',
      'canary_errors_good = Shop/new/Good {Service=cart} Sum 60s',
      'canary_errors_all - canary_errors_good, every 60s',
    ]);
  });
});
