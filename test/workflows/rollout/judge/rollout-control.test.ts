import { errorBound } from '../../../../workflows/rollout/judge/against-bound.ts';
import { evidenceDefaults } from '../../../../workflows/rollout/judge/evidence-config.ts';
import {
  addToControl,
  knownNow,
  noControl,
  recentErrors,
} from '../../../../workflows/rollout/judge/rollout-control.ts';

const calm = { events: 864, requests: 864_000 };

describe('what is known of stable', () => {
  it('is before and now together while they may be the same', () => {
    expect(knownNow(calm, { events: 2, requests: 1000 })).toEqual({ events: 866, requests: 865_000 });
  });

  it('is now alone where the day is another, for worse or for better', () => {
    const worse = { events: 30, requests: 3000 };
    expect(knownNow(calm, worse)).toBe(worse);
    const better = { events: 3, requests: 30_000 };
    expect(knownNow({ events: 8640, requests: 864_000 }, better)).toBe(better);
  });

  it('forgets what is recent after a minute, and nothing else', () => {
    const bucket = { requests: 100, errors: 10 };
    const later = addToControl(addToControl(noControl, bucket, 10), { requests: 100, errors: 0 }, 80);
    expect(later.seen).toEqual({ requests: 200, errors: 10 });
    expect(recentErrors(later)).toEqual([
      { events: 0, requests: 100 },
      { events: 0, requests: 100 },
    ]);
  });
});

describe('the bound of errors', () => {
  const nothing = { events: 0, requests: 0 };

  it('is twice what stable failed before, at least', () => {
    expect(errorBound(calm, nothing, [], evidenceDefaults)).toBeGreaterThan(0.002);
    expect(errorBound(calm, nothing, [], evidenceDefaults)).toBeLessThan(0.0025);
  });

  it('follows a day that is worse than all before', () => {
    expect(errorBound(calm, { events: 30, requests: 3000 }, [], evidenceDefaults)).toBeGreaterThan(0.02);
  });

  it('leaves room for what nobody minds', () => {
    const rare = { events: 1, requests: 864_000 };
    const of = { ...evidenceDefaults, tolerance: { ...evidenceDefaults.tolerance, errorRate: 0.01 } };
    expect(errorBound(rare, nothing, [], of)).toBeGreaterThan(0.01);
  });

  it('is what is good enough where nothing is known', () => {
    expect(errorBound(nothing, nothing, [], evidenceDefaults)).toBe(evidenceDefaults.objectiveErrorRate);
  });
});
