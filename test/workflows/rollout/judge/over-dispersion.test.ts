import {
  dispersionAt,
  dispersionOfDifference,
  noSpread,
  spreadOf,
} from '../../../../workflows/rollout/judge/over-dispersion.ts';

const buckets = (...events: number[]) => events.map((count) => ({ events: count, requests: 1000 }));

describe('the spread of a rate', () => {
  it('is not estimated from fewer than ten pairs of neighbours', () => {
    expect(spreadOf(buckets(0, 90, 0, 90, 0, 90))).toEqual(noSpread);
  });

  it('is 0 where the rate moves no more than chance', () => {
    expect(spreadOf(buckets(9, 11, 10, 8, 12, 10, 9, 10, 11, 10, 9, 12)).variance).toBe(0);
  });

  it('is what neighbours differ by, less the part of chance', () => {
    const { rate, variance } = spreadOf(buckets(...Array.from({ length: 20 }, (_, i) => (i % 2 ? 150 : 50))));
    expect(rate).toBeCloseTo(0.1);
    expect(variance).toBeCloseTo(0.1 ** 2 / 2 - (0.1 * 0.9) / 1000);
  });

  it('ignores slow drift', () => {
    expect(spreadOf(buckets(...Array.from({ length: 60 }, (_, i) => 20 + i))).variance).toBe(0);
  });
});

describe('dispersion', () => {
  const spread = { rate: 0.01, variance: 0.0001 };

  it('is 1 without spread', () => {
    expect(dispersionOfDifference(noSpread, 10, 90)).toBe(1);
    expect(dispersionAt(0.02, noSpread, 10)).toBe(1);
  });

  it('grows with the requests of a bucket, since chance shrinks and spread does not', () => {
    expect(dispersionOfDifference(spread, 1000, 1000)).toBeCloseTo(1 + 0.0002 / (0.0099 * 0.002));
    expect(dispersionOfDifference(spread, 10, 90)).toBeLessThan(dispersionOfDifference(spread, 100, 900));
    expect(dispersionAt(0.02, spread, 100)).toBeCloseTo(1 + (0.0001 * 2 * 100) / (0.02 * 0.98));
  });
});
