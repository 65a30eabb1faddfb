import fc from 'fast-check';
import { equalSteps } from '../../../workflows/rollout/steps.ts';

it.each([
  [33, [33, 66, 99, 100]],
  [25, [25, 50, 75, 100]],
  [100, [100]],
  [60, [60, 100]],
])('a percentage step of %i gives the weights %j', (percent, weights) => {
  expect(equalSteps(percent, 60).map(({ weight }) => weight)).toEqual(weights);
});

it('whatever the step, weights rise to 100 and none is wider than the step', () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 100 }), (percent) => {
      const weights = equalSteps(percent, 1).map(({ weight }) => weight);
      expect(weights.at(-1)).toBe(100);
      weights.forEach((weight, i) => {
        const before = weights[i - 1] ?? 0;
        expect(weight).toBeGreaterThan(before);
        expect(weight - before).toBeLessThanOrEqual(percent);
      });
    }),
  );
});
