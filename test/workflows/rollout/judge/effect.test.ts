import { describeEffects, errorEffect, latencyEffect } from '../../../../workflows/rollout/judge/effect.ts';

const boundsMs = [50, 100, 250, 500];

describe('an effect', () => {
  it('is a difference in points with its interval', () => {
    const effect = errorEffect({ requests: 1000, errors: 60 }, { requests: 9000, errors: 9 })!;
    expect(effect).toMatchObject({ canary: 0.06, stable: 0.001 });
    expect(effect.lower).toBeGreaterThan(0.04);
    expect(effect.upper).toBeLessThan(0.08);
  });

  it('is not known while nobody called one of both', () => {
    expect(errorEffect({ requests: 0, errors: 0 }, { requests: 9, errors: 0 })).toBeUndefined();
    expect(
      latencyEffect({ requests: 9, errors: 0 }, { requests: 9, errors: 0 }, boundsMs, 'p95'),
    ).toBeUndefined();
  });

  it('narrows with more requests', () => {
    const width = (times: number) => {
      const side = (latency: number[]) => ({
        requests: 100,
        errors: 0,
        latency: latency.map((n) => n * times),
      });
      const effect = latencyEffect(side([20, 40, 35, 5, 0]), side([60, 30, 9, 1, 0]), boundsMs, 'p50')!;
      expect(effect.canary).toBeGreaterThan(effect.stable);
      return effect.upper - effect.lower;
    };
    expect(width(100)).toBeLessThan(width(1) / 5);
  });

  it('is told in units, at the percentile that differs most surely', () => {
    const canary = { requests: 1000, errors: 60, latency: [500, 300, 100, 100, 0] };
    const stable = { requests: 9000, errors: 9, latency: [4500, 3600, 890, 10, 0] };
    expect(describeEffects(canary, stable, boundsMs)).toMatch(
      /^6 % failed against 0\.1 % \(\+4\.\d\d to \+7\.\d\d points\), p9[59] \d+ ms against \d+ ms \(\+\d+ to \+\d+\)$/,
    );
  });
});
