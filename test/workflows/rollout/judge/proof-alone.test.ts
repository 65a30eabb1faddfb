import type { Counts } from '../../../../workflows/rollout/judge/bucket.ts';
import { conclude } from '../../../../workflows/rollout/judge/conclude.ts';
import { observe } from '../../../../workflows/rollout/judge/evidence.ts';
import { config, observeAll, times } from './scene.ts';

const PROVEN_SECONDS = 540;

const failing = (requests: number, errorRate: number): Counts => ({
  requests,
  errors: requests * errorRate,
});

/**
 * A canary that was as good as stable with half of the traffic, after some seconds with all of it, where it fails `errorRate`. Callers may
 * still have had the weight before, in percent.
 */
function alone(seconds: number, requests: number, errorRate: number, weight = 100) {
  const before = failing(requests, 0.01);
  const history = {
    buckets: times(360, {}).map((_, i) => ({ from: 10 * i - 3600, to: 10 * i - 3590, stable: before })),
  };
  const half = failing(requests / 2, 0.01);
  const beside = observeAll(times(PROVEN_SECONDS / 10, { canary: half, stable: half }), {
    history,
    weight: 50,
  });
  const state = times(seconds / 10, {}).reduce((known, _, i) => {
    const from = PROVEN_SECONDS + 10 * i;
    const bucket = { from, to: from + 10, canary: failing(requests, errorRate) };
    return observe(config, known, bucket, weight, { since: 0, number: 1 });
  }, beside);
  return conclude(config, state, PROVEN_SECONDS + seconds + 10, 100, PROVEN_SECONDS);
}

describe('a canary with all of the traffic', () => {
  it('is promoted where it is as good as beside stable', () => {
    expect(alone(300, 1000, 0.01).kind).toBe('promote');
  });

  it('is not promoted before anything was seen of it with all of the traffic', () => {
    expect(alone(300, 1000, 0.01, 50)).toMatchObject({ kind: 'hold', rule: 'proof' });
  });

  it('is inconclusive at once where it is worse than its margin for sure', () => {
    expect(alone(300, 1000, 0.02)).toMatchObject({ kind: 'inconclusive', rule: 'proof' });
  });

  it('has as long as any proof where that may be chance, and no longer', () => {
    expect(alone(300, 100, 0.02)).toMatchObject({ kind: 'hold', rule: 'proof' });
    expect(alone(config.proofSeconds, 100, 0.017)).toMatchObject({ kind: 'inconclusive', rule: 'proof' });
  });
});
