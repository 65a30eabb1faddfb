import { type MetricDataQuery, PutMetricDataCommand } from '@aws-sdk/client-cloudwatch';
import { readPoints } from '../../../activities/metric-sources/cloud-watch.ts';
import { startAws, type AwsServer } from '../../infra/local/aws/server.ts';

let aws: AwsServer;
beforeAll(async () => {
  aws = await startAws();
});
beforeEach(() => aws.reset());
afterAll(() => aws.stop());

/** A moment that is a whole hour, and recent. */
const T = Math.floor(Date.now() / 3_600_000) * 3600 - 3600;

const metric = (name: string) => ({ Namespace: 'Shop', MetricName: name });
const put = (name: string, at: number, Value: number) =>
  aws.cloudWatch.send(
    new PutMetricDataCommand({
      Namespace: 'Shop',
      MetricData: [{ MetricName: name, Timestamp: new Date(at * 1000), Value, StorageResolution: 1 }],
    }),
  );
const query = (name: string, Period = 10, Id = 'q'): MetricDataQuery => ({
  Id,
  MetricStat: { Metric: metric(name), Period, Stat: 'Sum' },
});
const calls = async () => (await aws.calls()).filter(({ action }) => action === 'GetMetricData').length;

it('shares one call between rollouts that ask at the same time, each within its own span', async () => {
  await put('carts', T + 5, 1);
  await put('carts', T + 15, 2);
  await put('orders', T + 15, 4);
  const [carts, orders] = await Promise.all([
    readPoints(aws.cloudWatch, [query('carts')], { from: T, to: T + 10 }),
    readPoints(aws.cloudWatch, [query('orders'), query('carts', 10, 'other')], { from: T + 10, to: T + 40 }),
  ]);
  expect(carts).toEqual(new Map([['q', [{ time: T, value: 1 }]]]));
  expect(orders).toEqual(
    new Map([
      ['q', [{ time: T + 10, value: 4 }]],
      ['other', [{ time: T + 10, value: 2 }]],
    ]),
  );
  expect(await calls()).toBe(1);
});

it('asks apart what is about other times', async () => {
  await Promise.all([
    readPoints(aws.cloudWatch, [query('carts')], { from: T, to: T + 10 }),
    readPoints(aws.cloudWatch, [query('carts')], { from: T - 3600, to: T }),
    readPoints(aws.cloudWatch, [query('carts', 3600)], { from: T - 3600, to: T }),
  ]);
  expect(await calls()).toBe(2);
});

it('puts at most 500 queries into a call, and never splits what belongs together', async () => {
  const many = (count: number) => Array.from({ length: count }, (_, i) => query(`m${i}`, 10, `q${i}`));
  await put('m0', T, 7);
  const read = await Promise.all(
    [300, 200, 300].map((count) => readPoints(aws.cloudWatch, many(count), { from: T, to: T + 10 })),
  );
  expect(await calls()).toBe(2);
  for (const points of read) expect(points.get('q0')).toEqual([{ time: T, value: 7 }]);
});

it('fails for those who shared the call that failed, and for nobody else', async () => {
  await put('carts', T - 60, 3);
  await aws.faults([
    { service: 'monitoring', action: 'GetMetricData', error: 'ValidationError', status: 400, times: 1 },
  ]);
  const readings = await Promise.allSettled([
    readPoints(aws.cloudWatch, [query('carts')], { from: T, to: T + 10 }),
    readPoints(aws.cloudWatch, [query('carts')], { from: T - 60, to: T - 50 }),
  ]);
  expect(readings.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected']);
});
