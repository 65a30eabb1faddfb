import fc from 'fast-check';
import { newcombeUpperBound, wilsonInterval } from '../../../../workflows/rollout/judge/score-interval.ts';

const z = 1.959964;

describe("Wilson's score interval", () => {
  it("gives the values of Newcombe's paper of 1998", () => {
    const interval = wilsonInterval({ events: 81, requests: 263 }, z);
    expect(interval.lower).toBeCloseTo(0.2553, 4);
    expect(interval.upper).toBeCloseTo(0.3662, 4);
    expect(wilsonInterval({ events: 0, requests: 20 }, z).upper).toBeCloseTo(0.1611, 4);
  });

  it('lies within [0, 1] and holds the observed rate', () => {
    const proportion = fc
      .integer({ min: 1, max: 10_000 })
      .chain((requests) => fc.record({ requests: fc.constant(requests), events: fc.nat(requests) }));
    fc.assert(
      fc.property(proportion, (seen) => {
        const { lower, upper } = wilsonInterval(seen, z);
        expect(lower).toBeGreaterThanOrEqual(0);
        expect(upper).toBeLessThanOrEqual(1);
        expect(lower).toBeLessThanOrEqual(seen.events / seen.requests + 1e-12);
        expect(upper).toBeGreaterThanOrEqual(seen.events / seen.requests - 1e-12);
      }),
    );
  });

  it('knows nothing without requests', () => {
    expect(wilsonInterval({ events: 0, requests: 0 }, z)).toEqual({ lower: 0, upper: 1 });
  });
});

describe("Newcombe's upper bound of a difference", () => {
  it('gives the values of his paper of 1998, method 10', () => {
    expect(newcombeUpperBound({ events: 56, requests: 70 }, { events: 48, requests: 80 }, z)).toBeCloseTo(
      0.3339,
      4,
    );
    expect(newcombeUpperBound({ events: 10, requests: 10 }, { events: 0, requests: 20 }, z)).toBeCloseTo(
      1,
      4,
    );
  });

  it('proves nothing where a side has no requests', () => {
    expect(newcombeUpperBound({ events: 0, requests: 0 }, { events: 0, requests: 20 }, z)).toBe(1);
  });
});
