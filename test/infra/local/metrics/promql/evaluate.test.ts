import { evaluate } from '../../../../../infra/local/metrics/promql/evaluate.ts';
import { parse } from '../../../../../infra/local/metrics/promql/parse.ts';
import { createSeriesStore } from '../../../../../infra/local/metrics/series-store.ts';

/** A counter in two tasks of one version, and one of another; collected every second from 0 to 20. */
const store = createSeriesStore(3600);
for (let time = 0; time <= 20; time++)
  store.append(time, [
    { name: 'rq', labels: { version: 'v1', task: 'a', code: '200' }, value: time === 0 ? 100 : 3 },
    { name: 'rq', labels: { version: 'v1', task: 'b', code: '500' }, value: time === 0 ? 50 : 2 },
    { name: 'rq', labels: { version: 'v2', task: 'c', code: '200' }, value: time === 0 ? 10 : 1 },
  ]);

const value = (query: string, time = 20) => evaluate(parse(query), time, store);

it.each([
  ['1 + 2 * 3', 7],
  ['(1 + 2) * 3', 9],
  ['6 / 4 - 1', 0.5],
])('calculates %s', (query, result) => {
  expect(value(query)).toBe(result);
});

it.each([
  ['rq{version="v2"}', [{ version: 'v2', task: 'c', code: '200', __name__: 'rq' }]],
  ['rq{task!="a", code="200"}', [{ version: 'v2', task: 'c', code: '200', __name__: 'rq' }]],
  ['rq{task=~"b|c", code!~"2.."}', [{ version: 'v1', task: 'b', code: '500', __name__: 'rq' }]],
  ['{__name__="rq", version="v"}', []],
])('selects by labels, whole values only: %s', (query, labels) => {
  expect(value(query)).toEqual(labels.map((l) => ({ labels: l, value: expect.any(Number) })));
});

it('knows how much a counter grew, and how fast', () => {
  expect(value('sum(increase(rq[10s]))')).toEqual([{ labels: {}, value: expect.closeTo(60) }]);
  expect(value('sum(rate(rq[10s]))')).toEqual([{ labels: {}, value: expect.closeTo(6) }]);
});

it('sums by labels, and without them', () => {
  const byVersion = [
    { labels: { version: 'v1' }, value: expect.closeTo(5) },
    { labels: { version: 'v2' }, value: expect.closeTo(1) },
  ];
  expect(value('sum by (version) (rate(rq[5s]))')).toEqual(byVersion);
  expect(value('sum(rate(rq[5s])) without (task, code)')).toEqual(byVersion);
});

it('divides series that have the same labels', () => {
  expect(value('sum by (version) (rq{code="500"}) / sum by (version) (rq)')).toEqual([
    { labels: { version: 'v1' }, value: 90 / 250 },
  ]);
});

it('tells series of two sides apart by a label that it gives them', () => {
  const query = `label_replace(sum(rq{version="v1"}), "side", "stable", "", "")
    or label_replace(sum(rq{version="v2"}), "side", "canary", "", "")`;
  expect(value(query)).toEqual([
    { labels: { side: 'stable' }, value: 250 },
    { labels: { side: 'canary' }, value: 30 },
  ]);
});

it('has no answer where nothing was collected', () => {
  expect(value('sum(rate(rq[10s]))', -5)).toEqual([]);
  expect(value('sum(rate(rq[10s]))', 400)).toEqual([]);
  expect(value('rq{version="v3"}')).toEqual([]);
});

it('counts on when a counter starts anew', () => {
  const restarted = createSeriesStore(3600);
  for (const [time, more] of [4, 4, -6, 4, 4].entries())
    restarted.append(time, [{ name: 'rq', labels: {}, value: more }]);
  // 4, 8, 2, 6, 10: grown by 4 + 2 + 4 + 4 in 4 s.
  expect(evaluate(parse('increase(rq[4s])'), 4, restarted)).toEqual([
    { labels: {}, value: expect.closeTo((2 + 4 + 4) * (4 / 3)) },
  ]);
});

it.each([
  'rq{',
  'rate(rq)',
  'sum(rq',
  '',
  'histogram_quantile(0.9, rq)',
  'rq and rq',
  'rate(rq[5m:1m])',
  'rq offset 5m',
  'topk(3, rq)',
  'rq{version=~"("}',
])('refuses what is wrong or not understood, and does not guess: %s', (query) => {
  expect(() => value(query)).toThrow(/parse error|not supported here|no expression|error parsing regexp/);
});
