import { burstShareOf, factorOfRecurrence } from '../../../../workflows/rollout/judge/recurrence.ts';

describe('evidence of bursts', () => {
  it('is limited in what one bucket can prove, however much it fails', () => {
    expect(factorOfRecurrence([800], 0)[0]).toBeLessThan(Math.log(100));
    expect(factorOfRecurrence([800], 0)[0]).toBeGreaterThan(Math.log(50));
  });

  it('is hardly lowered by a healthy bucket', () => {
    expect(factorOfRecurrence([-50], 0)[0]).toBeGreaterThan(-0.04);
    expect(factorOfRecurrence([-50], 0)[0]).toBeLessThan(0);
  });

  it('is none where the bucket says nothing, and where stable bursts as often', () => {
    expect(factorOfRecurrence([0, 0], 0)[0]).toBeCloseTo(0, 12);
    expect(factorOfRecurrence([800], 0.03)).toEqual([0]);
  });
});

describe('the share of buckets in which stable bursts', () => {
  const calm = { events: 1, requests: 1000 };

  it('is 0 where it never did', () => {
    expect(
      burstShareOf(
        Array.from({ length: 100 }, () => calm),
        0.001,
      ),
    ).toBe(0);
  });

  it('is more than was seen, as few were', () => {
    const buckets = [...Array.from({ length: 99 }, () => calm), { events: 200, requests: 1000 }];
    expect(burstShareOf(buckets, 0.003)).toBeCloseTo(0.03);
  });
});
