import { judgedBuckets, latestBuckets } from '../../../../workflows/rollout/judge/judged-bucket.ts';

const situation = {
  steps: [{ weight: 10, bakeSeconds: 600 }],
  weights: [
    { since: 1000, weight: 10 },
    { since: 1300, weight: 50 },
  ],
  firstDeployment: false,
};
const facts = { bucketSeconds: 60, lagSeconds: 60, latencyBoundsMs: [100, 200, 400] };

it('tells requests, failures and percentiles of both versions, with the weight of then', () => {
  const [bucket] = judgedBuckets(
    [
      {
        from: 1060,
        to: 1120,
        stable: { requests: 90, errors: 0, latency: [90, 0, 0, 0] },
        canary: { requests: 10, errors: 3, latency: [0, 5, 5, 0] },
      },
    ],
    situation,
    facts,
  );
  expect(bucket).toMatchObject({
    from: 1060,
    to: 1120,
    weight: 10,
    stable: { requests: 90, failed: 0, p50Ms: 50 },
    canary: { requests: 10, failed: 3, p50Ms: 200, p95Ms: expect.any(Number) },
  });
  expect(bucket?.canary?.p95Ms).toBeGreaterThan(200);
  expect(bucket?.canary?.p99Ms).toBeLessThanOrEqual(400);
});

it('tells no percentile above the last bound, none without a histogram, and no side without data', () => {
  const seen = judgedBuckets(
    [
      { from: 1060, to: 1120, canary: { requests: 10, errors: 0, latency: [0, 0, 0, 10] } },
      { from: 1120, to: 1180, canary: { requests: 10.123, errors: 0 } },
    ],
    situation,
    facts,
  );
  expect(seen.map(({ stable, canary }) => [stable, canary])).toEqual([
    [undefined, { requests: 10, failed: 0, p50Ms: null, p95Ms: null, p99Ms: null }],
    [undefined, { requests: 10.12, failed: 0 }],
  ]);
});

it('keeps the latest, and of a bucket that was read twice the later telling', () => {
  const bucket = (from: number, requests: number) => ({
    from,
    to: from + 60,
    weight: 10,
    canary: { requests, failed: 0 },
  });
  const kept = latestBuckets([bucket(0, 1), bucket(60, 1)], [bucket(120, 2), bucket(60, 2)], 2);
  expect(kept).toEqual([bucket(60, 2), bucket(120, 2)]);
});
