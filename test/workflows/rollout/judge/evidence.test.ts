import fc from 'fast-check';
import type { Evidence } from '../../../../workflows/rollout/judge/weigh.ts';
import {
  evidenceOf,
  observe,
  startEvidence,
  type EvidenceState,
} from '../../../../workflows/rollout/judge/evidence.ts';
import {
  calmHistory,
  config,
  noHistory,
  observeAll,
  observeOne,
  startScene,
  times,
  type Scene,
  type Side,
} from './scene.ts';

const choose = (n: number, k: number): number =>
  Array.from({ length: k }, (_, i) => (n - i) / (i + 1)).reduce((a, b) => a * b, 1);
const binomial = (n: number, k: number, p: number) => choose(n, k) * p ** k * (1 - p) ** (n - k);

interface Shape {
  readonly canary: number;
  readonly stable: number;
}
const shape = fc.record({ canary: fc.integer({ min: 0, max: 3 }), stable: fc.integer({ min: 0, max: 4 }) });
const shapes = fc.array(shape, { minLength: 1, maxLength: 3 });

/** Every way in which the events of a bucket can fall, with its chance. */
const outcomes = ({ canary, stable }: Shape, p: number): { events: Shape; chance: number }[] =>
  Array.from({ length: (canary + 1) * (stable + 1) }, (_, i) => {
    const events = { canary: i % (canary + 1), stable: Math.floor(i / (canary + 1)) };
    return { events, chance: binomial(canary, events.canary, p) * binomial(stable, events.stable, p) };
  });

const failing = ({ canary, stable }: Shape, events: Shape): Side => ({
  canary: { requests: canary, errors: events.canary },
  stable: { requests: stable, errors: events.stable },
});

/** Of a part of the evidence, over all ways in which the events of all buckets can fall. */
function expectation(
  buckets: readonly Shape[],
  p: number,
  part: (evidence: Evidence) => number,
  sideOf: typeof failing,
  scene: Scene,
): number {
  const from = (state: EvidenceState, number: number): number => {
    const bucket = buckets[number];
    if (bucket === undefined) return part(evidenceOf(state));
    return outcomes(bucket, p)
      .map(
        ({ events, chance }) =>
          chance * from(observeOne(state, sideOf(bucket, events), number, scene), number + 1),
      )
      .reduce((a, b) => a + b, 0);
  };
  return from(startScene(scene), 0);
}

describe('the expectation of evidence against a healthy canary, over all outcomes', () => {
  const atMostOne = 1 + 1e-9;

  it('is at most 1 against stable, whatever the rate that both share', () => {
    fc.assert(
      fc.property(shapes, fc.double({ min: 0.001, max: 0.999, noNaN: true }), (buckets, p) => {
        const mean = expectation(buckets, p, ({ A }) => A ?? NaN, failing, { history: noHistory });
        expect(mean).toBeLessThanOrEqual(atMostOne);
      }),
      { numRuns: 40 },
    );
  });

  it('is at most 1 in all, as long as the canary stays under the bound', () => {
    fc.assert(
      fc.property(shapes, fc.double({ min: 0.0001, max: 0.01, noNaN: true }), (buckets, p) => {
        const mean = expectation(buckets, p, ({ M }) => M, failing, { history: noHistory });
        expect(mean).toBeLessThanOrEqual(atMostOne);
      }),
      { numRuns: 40 },
    );
  });

  it('is at most 1 for latency, whatever the share of slow requests', () => {
    const of = { ...config, latencyBoundsMs: [100] };
    const slow = ({ canary, stable }: Shape, late: Shape): Side => ({
      canary: { requests: canary, errors: 0, latency: [canary - late.canary, late.canary] },
      stable: { requests: stable, errors: 0, latency: [stable - late.stable, late.stable] },
    });
    const history = {
      buckets: [{ from: -10, to: 0, stable: { requests: 10, errors: 0, latency: [6, 4] } }],
    };
    fc.assert(
      fc.property(shapes, fc.double({ min: 0.01, max: 0.99, noNaN: true }), (buckets, p) => {
        const mean = expectation(buckets, p, ({ L }) => L ?? NaN, slow, { history, of });
        expect(mean).toBeLessThanOrEqual(atMostOne);
      }),
      { numRuns: 40 },
    );
  });

  it('is at most 1 where history moves more than chance, since that only lowers factors', () => {
    const wild = {
      buckets: Array.from({ length: 30 }, (_, i) => ({
        from: 10 * i - 300,
        to: 10 * i - 290,
        stable: { requests: 100, errors: i % 2 ? 9 : 1 },
      })),
    };
    fc.assert(
      fc.property(shapes, fc.double({ min: 0.001, max: 0.1, noNaN: true }), (buckets, p) => {
        const mean = expectation(buckets, p, ({ M }) => M, failing, { history: wild });
        expect(mean).toBeLessThanOrEqual(atMostOne);
      }),
      { numRuns: 40 },
    );
  });
});

describe('evidence', () => {
  const healthy: Side = { canary: { requests: 10, errors: 0 }, stable: { requests: 90, errors: 0 } };
  const bad: Side = { canary: { requests: 10, errors: 1 }, stable: { requests: 90, errors: 0 } };

  it('is 1 before anything was seen, in every part', () => {
    expect(evidenceOf(startEvidence(config, calmHistory, 0))).toEqual({ M: 1, A: 1, R: 1, B: 1 });
  });

  it('convicts a canary that fails a tenth of its requests while stable works', () => {
    expect(evidenceOf(observeAll(times(4, bad))).M).toBeGreaterThan(100);
  });

  it('does not convict when stable fails as much in the same bucket', () => {
    const outage: Side = { canary: { requests: 10, errors: 3 }, stable: { requests: 90, errors: 27 } };
    expect(evidenceOf(observeAll(times(30, outage))).M).toBeLessThan(10);
  });

  it('lets no single blip convict', () => {
    const blip: Side = { canary: { requests: 100, errors: 20 }, stable: { requests: 900, errors: 0 } };
    expect(evidenceOf(observeAll([blip])).M).toBeLessThan(100);
  });

  it('convicts a canary that fails everything as soon as the next bucket shows that stable still works', () => {
    const collapse: Side = { canary: { requests: 10, errors: 10 }, stable: { requests: 90, errors: 0 } };
    expect(evidenceOf(observeAll([collapse])).M).toBeLessThan(100);
    expect(evidenceOf(observeAll(times(2, collapse))).M).toBeGreaterThan(100);
  });

  it('convicts it at once where a bucket is too long for readings that are some seconds apart', () => {
    const minute = { ...config, bucketSeconds: 60, lagSeconds: 60 };
    const state = observe(
      minute,
      startEvidence(minute, calmHistory, 0),
      { from: 0, to: 60, canary: { requests: 60, errors: 60 }, stable: { requests: 540, errors: 0 } },
      10,
      { since: 0, number: 1 },
    );
    expect(evidenceOf(state).M).toBeGreaterThan(100);
  });

  it('waits for the next bucket where a long one fails somewhat, as it does when the end of a shared outage is read apart', () => {
    const minute = { ...config, bucketSeconds: 60, lagSeconds: 60 };
    const seen = (errors: number) => ({
      canary: { requests: 60, errors },
      stable: { requests: 540, errors: 0 },
    });
    const minutes = [1, 6, 0].map((errors, i) => ({ from: 60 * i, to: 60 * i + 60, ...seen(errors) }));
    const [, newest, settled] = minutes.map((_, i) =>
      minutes
        .slice(0, i + 1)
        .reduce(
          (state, bucket) => observe(minute, state, bucket, 10, { since: 0, number: 1 }),
          startEvidence(minute, calmHistory, 0),
        ),
    );
    expect(newest && evidenceOf(newest).M).toBeLessThan(100);
    expect(settled && evidenceOf(settled).M).toBeGreaterThan(100);
  });

  it('does not convict when stable fails as much in the next bucket, or in the one before', () => {
    const calm: Side = { canary: { requests: 100, errors: 0 }, stable: { requests: 900, errors: 1 } };
    const seenFirst: Side = { canary: { requests: 100, errors: 100 }, stable: { requests: 900, errors: 0 } };
    const outage: Side = { canary: { requests: 100, errors: 100 }, stable: { requests: 900, errors: 900 } };
    const course = [...times(6, calm), seenFirst, ...times(6, outage), seenFirst, ...times(6, calm)];
    for (let seen = 1; seen <= course.length; seen++) {
      expect(evidenceOf(observeAll(course.slice(0, seen))).M).toBeLessThan(100);
    }
  });

  it('never counts fewer errors than stable has, however many those are', () => {
    fc.assert(
      fc.property(
        fc.double({ min: 0, max: 1, noNaN: true }),
        fc.integer({ min: 0, max: 90 }),
        (rate, better) => {
          const errors = Math.round(900 * rate);
          const fix: Side = {
            canary: { requests: 100, errors: Math.max(0, Math.floor((100 * errors) / 900) - better) },
            stable: { requests: 900, errors },
          };
          const history = { total: { requests: 864_000, errors: Math.round(864_000 * rate) }, buckets: [] };
          expect(evidenceOf(observeAll(times(12, fix), { history })).A).toBeLessThanOrEqual(1);
        },
      ),
      { numRuns: 40 },
    );
  });

  it('adds up bursts of the canary alone, which healthy time in between does not wipe out', () => {
    const calm: Side = { canary: { requests: 100, errors: 0 }, stable: { requests: 900, errors: 1 } };
    const burst: Side = { canary: { requests: 100, errors: 30 }, stable: { requests: 900, errors: 1 } };
    const fiveMinutes = [...times(3, calm), burst, ...times(26, calm)];
    expect(evidenceOf(observeAll(fiveMinutes)).M).toBeLessThan(config.doubt);
    expect(evidenceOf(observeAll([...fiveMinutes, ...fiveMinutes.slice(0, 5)])).M).toBeGreaterThan(100);
  });

  it('is none where the canary fails more by what nobody minds, however much traffic there is', () => {
    const worse: Side = {
      canary: { requests: 50_000, errors: 150 },
      stable: { requests: 50_000, errors: 50 },
    };
    const seen = (errorRate: number) =>
      evidenceOf(
        observeAll(times(50, worse), {
          of: { ...config, tolerance: { ...config.tolerance, errorRate } },
          weight: 50,
        }),
      );
    expect(seen(0.005).M).toBeLessThanOrEqual(1);
    expect(seen(0.001).M).toBeGreaterThan(100);
  });

  it('compares a canary with all of the traffic with what stable has shown in this rollout', () => {
    const of = { ...config, latencyBoundsMs: [25, 50, 100, 250] };
    const usual = [200, 300, 300, 180, 20];
    const history = {
      buckets: times(30, {}).map((_, i) => ({
        from: 10 * i - 300,
        to: 10 * i - 290,
        stable: { requests: 1000, errors: 0, latency: usual },
      })),
    };
    const half = (latency: number[]) => ({ requests: 1000, errors: 0, latency });
    const course = (alone: number[]) => {
      const beside = observeAll(times(12, { canary: half(usual), stable: half(usual) }), {
        of,
        history,
        weight: 50,
      });
      return times(12, {}).reduce(
        (state, _, i) =>
          observe(of, state, { from: 120 + 10 * i, to: 130 + 10 * i, canary: half(alone) }, 100, {
            since: 120,
            number: 2,
          }),
        beside,
      );
    };
    expect(evidenceOf(course(usual)).M).toBeLessThan(config.doubt);
    expect(evidenceOf(course([20, 100, 200, 400, 280])).M).toBeGreaterThan(100);
  });

  it('convicts a canary that turns bad after an hour', () => {
    const state = observeAll([...times(360, healthy), ...times(12, bad)]);
    expect(evidenceOf(state).M).toBeGreaterThan(100);
  });

  it('is not moved by a bucket without the canary, but for the stake on a later onset', () => {
    const missing: Side = { stable: { requests: 100, errors: 0 } };
    expect(evidenceOf(observeAll(times(30, missing))).M).toBeCloseTo(1, 12);
  });

  it('has part B only on a first deployment, where stable is not looked at', () => {
    const first = { ...config, firstDeployment: true };
    expect(evidenceOf(startEvidence(first, calmHistory, 0))).toEqual({ M: 1, B: 1 });
    const state = observeAll(times(10, bad), { of: first, weight: 100 });
    expect(evidenceOf(state).M).toBeGreaterThan(100);
    expect(state.compared.stable.requests).toBe(0);
  });

  it('does not compare with a stable that gets less than a tenth of the traffic', () => {
    const state = observeAll(times(5, bad), { weight: 95 });
    expect(state.compared.canary.requests).toBe(0);
    expect(evidenceOf(state).A).toBeCloseTo(1, 12);
  });

  it('sees a canary that is twice as slow', () => {
    const of = { ...config, latencyBoundsMs: [25, 50, 100, 250] };
    const history = {
      buckets: times(30, {}).map((_, i) => ({
        from: 10 * i - 300,
        to: 10 * i - 290,
        stable: { requests: 100, errors: 0, latency: [20, 30, 30, 18, 2] },
      })),
    };
    const slow: Side = {
      canary: { requests: 10, errors: 0, latency: [0, 2, 3, 4, 1] },
      stable: { requests: 90, errors: 0, latency: [18, 27, 27, 16, 2] },
    };
    const evidence = evidenceOf(observeAll(times(8, slow), { of, history }));
    expect(evidence.L).toBeGreaterThan(300);
    expect(evidence.A).toBeLessThanOrEqual(1);
  });

  describe('of a service that answers within a few milliseconds', () => {
    const of = { ...config, latencyBoundsMs: [0.5, 1, 5, 10, 25] };
    const quick = [20, 60, 19, 1, 0, 0];
    const history = {
      buckets: times(30, {}).map((_, i) => ({
        from: 10 * i - 300,
        to: 10 * i - 290,
        stable: { requests: 100, errors: 0, latency: quick },
      })),
    };
    const beside = (latency: number[]): Side => ({
      canary: { requests: 100, errors: 0, latency },
      stable: { requests: 900, errors: 0, latency: quick.map((count) => 9 * count) },
    });
    const cold = beside([0, 0, 20, 40, 30, 10]);

    it('does not convict a version that has to warm up', () => {
      const evidence = evidenceOf(
        observeAll([...times(3, cold), ...times(3, beside(quick))], { of, history }),
      );
      expect(evidence.M).toBeLessThan(config.doubt);
      expect(evidenceOf(observeAll(times(3, cold), { of, history })).M).toBeLessThan(100);
    });

    it('convicts one that stays as slow as that', () => {
      expect(evidenceOf(observeAll(times(9, cold), { of, history })).M).toBeGreaterThan(100);
    });

    it('does not count milliseconds that nobody notices', () => {
      const evidence = evidenceOf(observeAll(times(60, beside([5, 30, 64, 1, 0, 0])), { of, history }));
      expect(evidence.M).toBeLessThan(config.doubt);
    });
  });

  it('is plain data, small enough to travel in a heartbeat, and finite after eight hours of failures', () => {
    const state = observeAll(times(2880, bad));
    expect(JSON.parse(JSON.stringify(state))).toEqual(state);
    expect(JSON.stringify(state).length).toBeLessThan(4000);
    expect(Number.isFinite(evidenceOf(state).M)).toBe(true);
  });

  it('leaves the state that it was given as it was', () => {
    const before = startEvidence(config, calmHistory, 0);
    const copy = structuredClone(before);
    observe(config, before, { from: 0, to: 10, ...bad }, 10, { since: 0, number: 1 });
    expect(before).toEqual(copy);
  });
});
