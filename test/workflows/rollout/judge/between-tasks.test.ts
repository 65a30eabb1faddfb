import { deviationBetween } from '../../../../workflows/rollout/judge/between-tasks.ts';
import type { Counts } from '../../../../workflows/rollout/judge/bucket.ts';
import { evidenceOf } from '../../../../workflows/rollout/judge/evidence.ts';
import { stratified } from '../../../../workflows/rollout/judge/strata.ts';
import { observeAll, times } from './scene.ts';

/** A version by its tasks, which share a thousand requests: the errors of each. */
function version(side: string, errors: readonly number[]): Counts {
  const requests = 1000 / errors.length;
  return {
    requests: 1000,
    errors: errors.reduce((a, b) => a + b, 0),
    strata: Object.fromEntries(errors.map((own, i) => [`${side} ${i}`, { requests, errors: own }])),
  };
}
const untold = ({ requests, errors }: Counts): Counts => ({ requests, errors });

/** Two of stable's ten tasks fail a twentieth of their requests, as where few of its clients are broken, and stick to a task. */
const stable = version('stable', [5, 0, 0, 0, 0, 0, 0, 5, 0, 0]);
const history = {
  buckets: times(360, {}).map((_, i) => ({ from: 10 * i - 3600, to: 10 * i - 3590, stable })),
};
const evidence = (canary: Counts, beside = stable) =>
  evidenceOf(observeAll(times(12, { canary, stable: beside }), { history })).M;

describe('evidence of a canary whose tasks are told apart', () => {
  const broken = version('canary', [50]);

  it('does not convict a task that fails no more than one of stable does', () => {
    expect(evidence(broken)).toBeLessThan(10);
    expect(evidence(untold(broken), untold(stable))).toBeGreaterThan(100);
  });

  it('convicts a task that fails more than any of stable', () => {
    expect(evidence(version('canary', [250]))).toBeGreaterThan(100);
  });

  it('convicts several tasks that fail what one may by chance', () => {
    expect(evidence(version('canary', [75]))).toBeLessThan(10);
    expect(
      evidence(
        version(
          'canary',
          times(10, {}).map(() => 7.5),
        ),
      ),
    ).toBeGreaterThan(100);
  });

  it('does not convict a canary that has none of the failures while one task of stable fails', () => {
    const bad = version('stable', [50, 0, 0, 0, 0, 0, 0, 0, 0, 0]);
    expect(evidence(version('canary', [0, 0]), bad)).toBeLessThan(2);
  });
});

describe('the deviation between tasks', () => {
  const task = (events: number) => ({ events, requests: 10_000 });

  it('is none where they differ as chance lets them', () => {
    expect(deviationBetween([95, 110, 100, 92, 103].map(task))).toBe(0);
  });

  it('is what they differ by beyond chance', () => {
    expect(deviationBetween([0, 200, 0, 200].map(task))).toBeCloseTo(0.0115, 3);
  });

  it('is unknown, and so none, of fewer than three', () => {
    expect(deviationBetween([0, 500].map(task))).toBe(0);
  });
});

describe('a label that tells tasks apart, and not requests', () => {
  it('is one of which the versions share no value', () => {
    const names = Object.keys(stable.strata ?? {});
    expect(stratified(version('canary', [1, 2]), names)).toEqual({ requests: 1000, errors: 3, tasks: 2 });
  });
});
