import { deltas } from '../../../../infra/local/metrics/deltas.ts';
import { sum, type Sample } from '../../../../infra/local/metrics/sample.ts';

const sample = (value: number, labels: Sample['labels'] = {}): Sample => ({
  name: 'requests',
  labels,
  value,
});
const reading = (...samples: Sample[]) => sum(samples);
const values = (previous: ReturnType<typeof reading> | undefined, current: ReturnType<typeof reading>) =>
  deltas(previous, current).map(({ value }) => value);

it.each([
  ['what was added since the last reading', reading(sample(3)), 2],
  ['0 when nothing was', reading(sample(5)), 0],
  ['all of a series that is new', reading(sample(9, { other: '1' })), 5],
  ['all of an Envoy that is seen from its start', reading(), 5],
  ['all since an Envoy has started anew', reading(sample(8)), 5],
  ['nothing of an Envoy that has counted before', undefined, 0],
])('counts %s', (_, previous, expected) => {
  expect(values(previous, reading(sample(5)))).toEqual([expected]);
});

it('adds up samples with the same labels in whatever order', () => {
  const samples = [sample(1, { a: '1', b: '2' }), sample(2, { b: '2', a: '1' }), sample(4, { a: '1' })];
  expect([...sum(samples).values()].map(({ value }) => value)).toEqual([3, 4]);
});
