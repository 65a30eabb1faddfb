import type { Counts } from '../../../../workflows/rollout/judge/bucket.ts';
import {
  evidenceOf,
  observe,
  proofAlone,
  proofBeside,
} from '../../../../workflows/rollout/judge/evidence.ts';
import { standardised, stratified } from '../../../../workflows/rollout/judge/strata.ts';
import { config, observeAll, times } from './scene.ts';

/** A side with two endpoints: requests and errors of each. */
const side = (list: [number, number], search: [number, number]): Counts => {
  const [a, b] = [list, search].map(([requests, errors]) => ({ requests, errors }));
  return {
    requests: list[0] + search[0],
    errors: list[1] + search[1],
    strata: { ...(a && { list: a }), ...(b && { search: b }) },
  };
};
const unlabelled = ({ requests, errors }: Counts): Counts => ({ requests, errors });

const stable = side([800, 0], [100, 4]);
const history = {
  buckets: Array.from({ length: 360 }, (_, i) => ({ from: 10 * i - 3600, to: 10 * i - 3590, stable })),
};
const otherMix = side([50, 0], [50, 2]);

describe('evidence by stratum', () => {
  it('does not convict a canary that gets more of the requests that fail more', () => {
    const whole = { canary: unlabelled(otherMix), stable: unlabelled(stable) };
    expect(evidenceOf(observeAll(times(60, whole), { history })).M).toBeGreaterThan(100);
    const state = observeAll(times(60, { canary: otherMix, stable }), { history });
    expect(evidenceOf(state).M).toBeLessThan(2);
    expect(proofBeside(config, state).proven).toBe(true);
  });

  it('convicts a canary that fails more of the same requests, though fewer in all', () => {
    const canary = side([90, 0], [10, 3]);
    const hard = side([100, 0], [800, 32]);
    const known = { buckets: history.buckets.map((bucket) => ({ ...bucket, stable: hard })) };
    const state = observeAll(times(20, { canary, stable: hard }), { history: known });
    expect(evidenceOf(state).M).toBeGreaterThan(100);
  });

  it('compares as a whole what one side does not tell apart', () => {
    const [canary, beside] = [unlabelled(otherMix), unlabelled(stable)];
    const mixed = observeAll(times(6, { canary, stable }), { history });
    expect(evidenceOf(mixed)).toEqual(
      evidenceOf(observeAll(times(6, { canary, stable: beside }), { history })),
    );
  });
});

describe('a canary with all of the traffic and another mix', () => {
  /** After two minutes with half of the traffic, with all of it for five; `failing` of 500 requests of the harder kind. */
  function alone(failing: number) {
    const canary = side([500, 0], [500, failing]);
    const beside = observeAll(times(12, { canary: otherMix, stable }), { history, weight: 50 });
    const state = times(30, {}).reduce(
      (known, _, i) =>
        observe(config, known, { from: 120 + 10 * i, to: 130 + 10 * i, canary }, 100, {
          since: 0,
          number: 1,
        }),
      beside,
    );
    return { M: evidenceOf(state).M, proven: proofAlone(config, state).proven };
  }

  it('is compared with what stable showed before, with that mix', () => {
    const { M, proven } = alone(20);
    expect(M).toBeLessThan(2);
    expect(proven).toBe(true);
  });

  it('is convicted where it fails more than that', () => {
    expect(alone(100).M).toBeGreaterThan(100);
  });
});

describe('stable with the mix of the canary', () => {
  it('fails as much of all as it does of each stratum', () => {
    const { requests, errors } = standardised(stable, otherMix);
    expect(errors / requests).toBeCloseTo(0.5 * 0 + 0.5 * 0.04, 10);
    expect(requests).toBeLessThan(900);
  });

  it('is itself where nothing is told apart', () => {
    expect(standardised(unlabelled(stable), otherMix)).toEqual(unlabelled(stable));
  });
});

it('keeps strata that the history does not know together, so that no label makes the state grow', () => {
  const { strata } = stratified(side([10, 0], [20, 1]), ['list']);
  expect(strata).toEqual({
    list: { requests: 10, errors: 0 },
    others: { requests: 20, errors: 1 },
  });
});
