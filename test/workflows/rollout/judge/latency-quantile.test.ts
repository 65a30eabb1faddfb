import { latencyAt, shapeOf, shareUpTo } from '../../../../workflows/rollout/judge/latency-quantile.ts';

const boundsMs = [25, 50, 100];
const shape = (...latency: number[]) => shapeOf(latency, boundsMs)!;

describe('the shape of latencies', () => {
  it('is none without requests', () => {
    expect(shapeOf([0, 0, 0, 0], boundsMs)).toBeUndefined();
  });

  it('is exact at each bound', () => {
    const seen = shape(200, 300, 400, 100);
    expect(latencyAt(seen, 0.5)).toBeCloseTo(50);
    expect(shareUpTo(seen, 100)).toBeCloseTo(0.9);
  });

  it('reads a share between bounds as a time, and back', () => {
    const seen = shape(200, 300, 400, 100);
    for (const share of [0.25, 0.4, 0.6, 0.85]) {
      expect(shareUpTo(seen, latencyAt(seen, share))).toBeCloseTo(share);
    }
  });

  it('knows no time above the last bound', () => {
    expect(latencyAt(shape(0, 0, 90, 10), 0.95)).toBe(Infinity);
  });

  it('keeps requests that all take about the same time close to each other', () => {
    // All of them between 25 and 100 ms: the more there are, the steeper the shape at 50 ms.
    const between = (requests: number) => {
      const tight = shape(0, 0.6 * requests, 0.4 * requests, 0);
      return 50 / latencyAt(tight, 0.5);
    };
    expect(between(100)).toBeLessThan(1.06);
    expect(between(100_000)).toBeLessThan(1.03);
  });
});
