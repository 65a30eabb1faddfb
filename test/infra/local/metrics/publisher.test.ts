import type { MetricDatum } from '@aws-sdk/client-cloudwatch';
import { putOnceMore } from '../../../../infra/local/metrics/publisher.ts';

const datum = (MetricName: string): MetricDatum => ({ MetricName });

function cloudWatch() {
  const received: (string | undefined)[][] = [];
  let failures = 0;
  const put = putOnceMore(async (data) => {
    if (failures-- > 0) throw new Error('throttled');
    received.push(data.map(({ MetricName }) => MetricName));
  });
  return { put, received, fail: (times: number) => (failures = times) };
}

it('sends refused data once more with the next, and no more after that', async () => {
  const { put, received, fail } = cloudWatch();
  fail(1);
  await expect(put([datum('first')])).rejects.toThrow('throttled');
  await put([datum('second')]);
  await put([datum('third')]);
  expect(received).toEqual([['first'], ['second'], ['third']]);
});

it('gives up on data that is refused twice', async () => {
  const { put, received, fail } = cloudWatch();
  fail(2);
  await expect(put([datum('first')])).rejects.toThrow('throttled');
  await expect(put([datum('second')])).rejects.toThrow('throttled');
  await put([]);
  expect(received).toEqual([['second']]);
});

it('splits what is too much for one call', async () => {
  const { put, received } = cloudWatch();
  await put(Array.from({ length: 1500 }, () => datum('one')));
  expect(received.map((data) => data.length)).toEqual([1000, 500]);
});
