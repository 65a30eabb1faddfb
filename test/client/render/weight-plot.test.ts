import { weightPlot } from '../../../client/render/weight-plot.ts';
import { split } from '../../fakes/rollout-status.ts';

const at = (minute: number, weight: number) => ({
  at: new Date(Date.UTC(2026, 2, 1, 12, minute)).toISOString(),
  split: split(weight),
});

it('draws the weight as it was read back, step by step, to the last', () => {
  const plot = weightPlot({ canary: 'v2', weights: [at(0, 0), at(1, 10), at(6, 50), at(10, 0)] });
  expect(plot.slice(0, 5)).toEqual([
    '```mermaid',
    'xychart-beta',
    '  title "Weight of the new version"',
    '  x-axis "minutes" 0 --> 10',
    '  y-axis "%" 0 --> 100',
  ]);
  const values =
    /\[(.*)\]/
      .exec(plot[5] ?? '')?.[1]
      ?.split(', ')
      .map(Number) ?? [];
  expect(values).toHaveLength(60);
  expect([values[0], values[30], values[50], values[59]]).toEqual([0, 10, 50, 0]);
  expect(plot.slice(6)).toEqual(['```', '']);
});

it.each([
  ['nothing was read back', []],
  ['only one split was', [at(0, 100)]],
])('draws nothing where %s', (_what, weights) => {
  expect(weightPlot({ canary: 'v2', weights })).toEqual([]);
});
