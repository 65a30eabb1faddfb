import { parseAccess } from '../../../../infra/local/balancer/metrics/access.ts';
import { metricDataOf, tallyOf } from '../../../../infra/local/balancer/metrics/tally.ts';

const line = (fields: object) =>
  JSON.stringify({
    group: 'targetgroup/cart-a/1',
    status: 200,
    flags: null,
    details: 'via_upstream',
    responseMillis: 20,
    ...fields,
  });

const dataOf = (...lines: string[]) => {
  const tallies = tallyOf(lines.flatMap((each) => parseAccess(each) ?? []));
  return [...tallies].map(([group, tally]) => [group, metricDataOf(tally)]);
};

it('counts what a target answered, and how long it took', () => {
  expect(dataOf(line({}), line({}), line({ status: 503, responseMillis: 5 }))).toEqual([
    [
      'targetgroup/cart-a/1',
      [
        { MetricName: 'RequestCount', Value: 3, Unit: 'Count' },
        { MetricName: 'HTTPCode_Target_2XX_Count', Value: 2, Unit: 'Count' },
        { MetricName: 'HTTPCode_Target_5XX_Count', Value: 1, Unit: 'Count' },
        { MetricName: 'TargetResponseTime', Values: [0.02, 0.005], Counts: [2, 1], Unit: 'Seconds' },
      ],
    ],
  ]);
});

it('counts a connection that fails, and no answer of a target', () => {
  const refused = line({ status: 502, flags: 'UF,URX', details: 'upstream_reset_before_response_started' });
  expect(dataOf(refused)).toEqual([
    [
      'targetgroup/cart-a/1',
      [
        { MetricName: 'RequestCount', Value: 1, Unit: 'Count' },
        { MetricName: 'TargetConnectionErrorCount', Value: 1, Unit: 'Count' },
      ],
    ],
  ]);
});

it('counts nothing for a group without targets, nor for what the load balancer answers itself', () => {
  expect(dataOf(line({ status: 503, flags: 'UH', details: 'no_healthy_upstream' }))).toEqual([]);
  expect(dataOf(line({ group: null, status: 404, details: 'direct_response' }))).toEqual([]);
});

it('puts no more values into one datum than CloudWatch takes', () => {
  const lines = Array.from({ length: 200 }, (_, i) => line({ responseMillis: i }));
  const [, data] = dataOf(...lines)[0] as [string, { MetricName: string; Values?: number[] }[]];
  expect(data.flatMap(({ Values }) => (Values ? [Values.length] : []))).toEqual([150, 50]);
});
