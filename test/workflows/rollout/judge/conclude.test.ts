import { conclude } from '../../../../workflows/rollout/judge/conclude.ts';
import type { EvidenceState } from '../../../../workflows/rollout/judge/evidence.ts';
import { calmHistory, config, observeAll, type Side, times } from './scene.ts';

const healthy: Side = { canary: { requests: 50, errors: 0 }, stable: { requests: 50, errors: 0 } };
/** An hour of the day before: ten requests a second. */
const history = {
  ...calmHistory,
  buckets: Array.from({ length: 360 }, (_, i) => ({
    from: 10 * i - 3600,
    to: 10 * i - 3590,
    stable: { requests: 100, errors: 0 },
  })),
};
const rare: Side = { canary: { requests: 1, errors: 0 }, stable: { requests: 1, errors: 0 } };
const rarer: Side = { canary: { requests: 0.1, errors: 0 }, stable: { requests: 0.1, errors: 0 } };

interface Case {
  sides: Side[];
  weight?: number;
  heldSeconds?: number;
  now?: number;
  of?: typeof config;
}

/** By default the last bucket has just become readable. */
function decided({ sides, weight = 10, heldSeconds = 60, now = 10 * sides.length + 10, of = config }: Case) {
  const state: EvidenceState = observeAll(sides, { weight, history, of });
  return conclude(of, state, now, weight, now - heldSeconds);
}

const cases: [string, Case, object][] = [
  [
    'stays while a weight bakes',
    { sides: times(5, healthy), heldSeconds: 59 },
    { kind: 'stay', rule: 'bake' },
  ],
  ['goes to the next step after the bake', { sides: times(5, healthy) }, { kind: 'step', weight: 20 }],
  [
    'goes on from a weight outside the plan',
    { sides: times(5, healthy), weight: 15 },
    { kind: 'step', weight: 20 },
  ],
  [
    'does not step before the first metrics are there',
    { sides: [], now: 60, of: { ...config, lagSeconds: 60 } },
    { kind: 'stay', rule: 'bake' },
  ],
  [
    'rolls back on evidence before all else',
    {
      sides: times(9, { canary: { requests: 10, errors: 5 }, stable: { requests: 90, errors: 0 } }),
      heldSeconds: 5,
    },
    { kind: 'rollBack', rule: 'evidence' },
  ],
  [
    'rolls back a canary that callers cannot reach',
    { sides: times(20, { canary: { requests: 0, errors: 0 }, stable: { requests: 90, errors: 0 } }) },
    { kind: 'rollBack', rule: 'starvation' },
  ],
  [
    'does not take callers who stick to stable for callers who get no answer',
    { sides: times(60, { canary: { requests: 0, errors: 0 }, stable: { requests: 100, errors: 0 } }) },
    { kind: 'step' },
  ],
  [
    'does not take the lost counts of a bucket for it',
    { sides: [healthy, { canary: { requests: 0, errors: 0 }, stable: { requests: 900, errors: 0 } }] },
    { kind: 'step' },
  ],
  [
    'does not take rare requests for starvation',
    { sides: times(30, { canary: { requests: 0, errors: 0 }, stable: { requests: 2, errors: 0 } }) },
    { kind: 'step' },
  ],
  [
    'holds when the canary is out of sight for more than a minute beyond the lag',
    { sides: times(1, healthy), now: 10 + 10 + 61, heldSeconds: 100 },
    { kind: 'hold', rule: 'blindness' },
  ],
  [
    'does not hold within that minute',
    { sides: times(1, healthy), now: 10 + 10 + 60, heldSeconds: 100 },
    { kind: 'step' },
  ],
  [
    'only holds while stable is out of sight, too: the metrics are out',
    { sides: [healthy, ...times(90, {})] },
    { kind: 'hold', rule: 'blindness' },
  ],
  [
    'does not count an outage against a canary that comes back later than stable',
    { sides: [healthy, ...times(90, {}), ...times(3, { stable: { requests: 100, errors: 0 } })] },
    { kind: 'hold', rule: 'blindness' },
  ],
  [
    'goes on by itself after an outage',
    { sides: [healthy, ...times(90, {}), ...times(3, healthy)], heldSeconds: 940 },
    { kind: 'step', weight: 20 },
  ],
  [
    'rolls back when the canary is out of sight for five minutes',
    { sides: times(31, { stable: { requests: 100, errors: 0 } }) },
    { kind: 'rollBack', rule: 'blindness' },
  ],
  [
    'counts no request as seen: an idle service is not blind',
    { sides: times(60, { canary: { requests: 0, errors: 0 }, stable: { requests: 0, errors: 0 } }) },
    { kind: 'step' },
  ],
  [
    'holds the weight in doubt',
    { sides: [{ canary: { requests: 10, errors: 2 }, stable: { requests: 90, errors: 0 } }] },
    { kind: 'hold', rule: 'doubt' },
  ],
  [
    'does not hold in doubt for ever',
    {
      sides: [{ canary: { requests: 10, errors: 2 }, stable: { requests: 90, errors: 0 } }],
      heldSeconds: 960,
    },
    { kind: 'step' },
  ],
  [
    'waits for a proof until the canary is proven',
    { sides: times(30, rare), weight: 50, heldSeconds: 300 },
    { kind: 'hold', rule: 'proof' },
  ],
  ['goes on when it is', { sides: times(30, healthy), weight: 50 }, { kind: 'step', weight: 60 }],
  [
    'waits for longer than half an hour for a proof that is within reach',
    { sides: times(180, rare), weight: 50, heldSeconds: 1800 },
    { kind: 'hold', rule: 'proof' },
  ],
  [
    'does not know after half an hour where a proof is out of reach',
    { sides: times(180, rarer), weight: 50, heldSeconds: 1800 },
    { kind: 'inconclusive', rule: 'proof' },
  ],
  [
    'does not know after two and a half hours',
    { sides: times(720, rarer), weight: 50, heldSeconds: 9000 },
    { kind: 'inconclusive', rule: 'proof' },
  ],
  [
    'does not ask for proof beyond that weight',
    { sides: times(6, rare), weight: 60 },
    { kind: 'step', weight: 70 },
  ],
  ['bakes at 100 %', { sides: times(6, healthy), weight: 100, heldSeconds: 299 }, { kind: 'stay' }],
  [
    'promotes once all of the final bake has been read',
    { sides: times(40, healthy), weight: 100, heldSeconds: 305 },
    { kind: 'promote' },
  ],
  [
    'waits for the last metrics of the final bake',
    { sides: times(40, healthy), weight: 100, heldSeconds: 304 },
    { kind: 'stay', rule: 'bake' },
  ],
  [
    'never promotes blind',
    { sides: times(1, healthy), weight: 100, heldSeconds: 300, now: 10 + 10 + 100 },
    { kind: 'hold', rule: 'blindness' },
  ],
];

describe('conclude', () => {
  it.each(cases)('%s', (_, given, expected) => {
    expect(decided(given)).toMatchObject(expected);
  });

  it('does not promote a first deployment that nobody called', () => {
    const of = { ...config, firstDeployment: true, steps: [{ weight: 100, bakeSeconds: 540 }] };
    const idle = times(54, { canary: { requests: 0, errors: 0 } });
    expect(decided({ sides: idle, of, weight: 100, heldSeconds: 550 })).toMatchObject({
      kind: 'hold',
      rule: 'proof',
    });
    expect(decided({ sides: idle, of, weight: 100, heldSeconds: 1800 })).toMatchObject({
      kind: 'inconclusive',
    });
  });

  it('proves the canary before a step that jumps over that weight', () => {
    const of = { ...config, steps: [5, 100].map((weight) => ({ weight, bakeSeconds: 60 })) };
    expect(decided({ sides: times(9, rare), of, weight: 5 })).toMatchObject({ kind: 'hold', rule: 'proof' });
  });

  it('holds beyond that weight where a proof that was there does not hold any more', () => {
    const failing: Side = { canary: { requests: 50, errors: 1 }, stable: { requests: 50, errors: 0 } };
    const sides = [...times(20, healthy), ...times(10, failing)];
    expect(decided({ sides: sides.slice(0, 20), weight: 60 })).toMatchObject({ kind: 'step', weight: 70 });
    expect(
      decided({ sides, weight: 60, of: { ...config, doubt: 1e9, falseRollbackChance: 1e-12 } }),
    ).toMatchObject({
      kind: 'hold',
      rule: 'proof',
    });
  });

  it('asks no second time for a proof that never was: somebody has decided to go on', () => {
    expect(decided({ sides: times(6, rare), weight: 60 })).toMatchObject({ kind: 'step', weight: 70 });
  });

  it('waits for proof of latency where latency is judged', () => {
    const of = { ...config, latencyBoundsMs: [50] };
    const side = (slow: number): Side => ({
      canary: { requests: 50, errors: 0, latency: [50 - slow, slow] },
      stable: { requests: 50, errors: 0, latency: [25, 25] },
    });
    const history = { buckets: [{ from: -10, to: 0, ...side(25) }] };
    const at = (slow: number) =>
      conclude(of, observeAll(times(30, side(slow)), { weight: 50, history, of }), 310, 50, 250);
    expect(at(25)).toMatchObject({ kind: 'step' });
    expect(at(27)).toMatchObject({ kind: 'hold' });
  });

  it('gives its numbers and a sentence as the reason', () => {
    const bad: Side = { canary: { requests: 10, errors: 5 }, stable: { requests: 90, errors: 0 } };
    const { reason, numbers } = decided({ sides: times(9, bad) });
    expect(reason).toMatch(
      /^evidence against the canary is over a million, 100 convicts \(against stable .+, bursts .+, against the bound .+\): 45 of 90 requests of the canary failed; in the last 90 s 50 % failed against 0 % \(\+39.87 to \+60.12 points\)$/,
    );
    expect(numbers).toMatchObject({ threshold: 100, canaryRequests: 90, canaryErrors: 45, blindSeconds: 0 });
  });
});
