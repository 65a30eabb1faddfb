import { metricData } from '../../../../infra/local/metrics/metric-data.ts';

const at = new Date('2026-01-01T00:00:00Z');
const bucket = (le: string, value: number) => ({ name: 'time_bucket', labels: { node: 'a', le }, value });

it('sends a counter as it is, zeros too', () => {
  expect(metricData([{ name: 'rq_xx', labels: { ClusterName: 'c' }, value: 0 }], at)).toEqual([
    {
      MetricName: 'rq_xx',
      Dimensions: [{ Name: 'ClusterName', Value: 'c' }],
      Timestamp: at,
      StorageResolution: 1,
      Unit: 'Count',
      Value: 0,
    },
  ]);
});

it('sends a histogram as the bounds of the buckets that were hit, and how often', () => {
  const samples = [bucket('+Inf', 10), bucket('5', 2), bucket('25', 2), bucket('50', 9)];
  expect(metricData(samples, at)).toEqual([
    {
      MetricName: 'time',
      Dimensions: [{ Name: 'node', Value: 'a' }],
      Timestamp: at,
      StorageResolution: 1,
      Unit: 'Milliseconds',
      Values: [5, 50],
      Counts: [2, 8],
    },
  ]);
});

it('sends no histogram that nothing has hit', () => {
  expect(metricData([bucket('5', 0), bucket('+Inf', 0)], at)).toEqual([]);
});
