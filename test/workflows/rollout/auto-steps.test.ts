import fc from 'fast-check';
import {
  autoStepsDefaults,
  greatestNext,
  stepsFrom,
  stepsTaken,
  type PlannedSteps,
} from '../../../workflows/rollout/auto-steps.ts';

const envoy = { bucketSeconds: 10, lagSeconds: 10 };
const loadBalancer = { bucketSeconds: 60, lagSeconds: 120 };
const auto: PlannedSteps = { steps: [{ weight: 100, bakeSeconds: 300 }], autoSteps: autoStepsDefaults };
const taken = (requestsPerSecond: number | undefined, facts = envoy, plan = auto) =>
  stepsTaken(plan, false, { requestsPerSecond, facts }).map(
    ({ weight, bakeSeconds }) => `${weight}/${bakeSeconds}`,
  );

describe('steps that the traffic chooses', () => {
  it.each([
    [0.02, ['10/60', '20/60', '40/60', '80/60', '100/300']],
    [10, ['10/60', '20/60', '40/60', '80/60', '100/300']],
    [50, ['1/30', '10/60', '20/60', '40/60', '80/60', '100/300']],
    [100, ['1/30', '8/60', '14/60', '25/60', '45/60', '80/60', '100/300']],
    [1000, ['1/60', '2/60', '3/60', '7/60', '12/60', '23/60', '43/60', '80/60', '100/300']],
  ])('begin at %d requests a second where the canary gets some of them', (requestsPerSecond, steps) => {
    expect(taken(requestsPerSecond)).toEqual(steps);
  });

  it('do without what is not known', () => {
    expect(taken(undefined)).toEqual(taken(0.02));
  });

  it('are no shorter than a period of the metrics and its lag', () => {
    expect(taken(50, loadBalancer)).toEqual(['1/180', '10/180', '20/180', '40/180', '80/180', '100/300']);
  });

  it('are one where nobody serves yet', () => {
    expect(stepsTaken(auto, true, { requestsPerSecond: 100, facts: envoy })).toEqual(auto.steps);
  });

  it('keep to the bounds of the file, rise, and end with all of the traffic, whatever the traffic is', () => {
    const plans = fc
      .record({
        from: fc.integer({ min: 1, max: 99 }),
        to: fc.integer({ min: 1, max: 99 }),
        growth: fc.double({ min: 1.1, max: 10, noNaN: true }),
        bakeSeconds: fc.integer({ min: 1, max: 1000 }),
      })
      .filter(({ from, to }) => from <= to);
    const rates = fc.option(fc.double({ min: 0, max: 1e6, noNaN: true }), { nil: undefined });
    fc.assert(
      fc.property(plans, rates, rates, fc.nat(), (autoSteps, before, now, index) => {
        const plan = { ...auto, autoSteps };
        const first = stepsTaken(plan, false, { requestsPerSecond: before, facts: envoy });
        const at = first[index % (first.length - 1)]!.weight;
        for (const steps of [first, stepsFrom(plan, first, at, { requestsPerSecond: now, facts: envoy })]) {
          const weights = steps.map(({ weight }) => weight);
          expect(weights).toEqual([...new Set(weights)].toSorted((a, b) => a - b));
          expect(weights.at(-1)).toBe(100);
          expect(Math.min(...weights)).toBeGreaterThanOrEqual(autoSteps.from);
          expect(Math.max(...weights.slice(0, -1))).toBeLessThanOrEqual(autoSteps.to);
        }
      }),
    );
  });

  it('follow the traffic that is seen, without a leap where there is less of it', () => {
    const busy = { requestsPerSecond: 1000, facts: envoy };
    const quiet = { requestsPerSecond: 1, facts: envoy };
    const first = stepsTaken(auto, false, busy);
    const weightsFrom = (weight: number, traffic: typeof busy) =>
      stepsFrom(auto, first, weight, traffic).map((step) => step.weight);
    expect(weightsFrom(3, busy)).toEqual(first.map(({ weight }) => weight));
    expect(weightsFrom(3, quiet)).toEqual([1, 2, 3, 7, 13, 24, 44, 80, 100]);
  });

  it('are prepared for before they are reached', () => {
    expect([1, 10, 43, 80].map((weight) => greatestNext(auto, weight))).toEqual([10, 21, 80, 100]);
    expect(greatestNext({ steps: [{ weight: 100, bakeSeconds: 1 }] }, 100)).toBe(100);
  });
});
