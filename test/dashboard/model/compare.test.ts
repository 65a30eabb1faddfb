import { compareModel } from '../../../dashboard/model/compare.ts';
import { split } from '../../fakes/rollout-status.ts';
import { rolloutView } from '../../fakes/rollout-view.ts';

const at = (minute: number) => `2026-03-01T12:${`${minute}`.padStart(2, '0')}:00.000Z`;
const seconds = (minute: number) => Date.parse(at(minute)) / 1000;

/** A rollout whose canary has got 5 % in a minute, and 25 % two minutes later, with some requests in between. */
const begun = (minute: number, failed: number) =>
  rolloutView({
    canary: 'v2',
    weights: [
      { at: at(minute - 1), split: split(0) },
      { at: at(minute), split: split(5) },
      { at: at(minute + 2), split: split(25) },
    ],
    buckets: [
      { from: seconds(minute), to: seconds(minute + 1), weight: 5, canary: { requests: 100, failed } },
      { from: seconds(minute + 1), to: seconds(minute + 2), weight: 5, canary: { requests: 100, failed } },
    ],
    events: [
      { number: 1, at: at(minute - 1), what: 'begun' },
      { number: 2, at: at(minute + 4), what: 'ended' },
    ],
  });

const model = compareModel([begun(10, 1), begun(40, 50)], new Date(at(59)));

it('lays two rollouts over each other from the first traffic of each on', () => {
  const [weight, failed] = model.plots.map(({ plot }) => plot);
  expect(weight?.times).toEqual([0, 60, 120]);
  expect(weight?.lines.map(({ label, values }) => [label, values])).toEqual([
    ['A: v2', [5, 5, 25]],
    ['B: v2', [5, 5, 25]],
  ]);
  expect(failed?.times).toEqual([60, 120]);
  expect(failed?.lines.map(({ values }) => values)).toEqual([
    [1, 1],
    [50, 50],
  ]);
});

it('tells of each what it came to', () => {
  expect(model.sides.map(({ seconds: took, canary, reached }) => [took, canary?.failed, reached])).toEqual([
    [300, 2, 25],
    [300, 100, 25],
  ]);
});
