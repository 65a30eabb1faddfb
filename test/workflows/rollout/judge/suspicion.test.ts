import { shapeOf } from '../../../../workflows/rollout/judge/latency-quantile.ts';
import { noControl } from '../../../../workflows/rollout/judge/rollout-control.ts';
import { toleratesLatency } from '../../../../workflows/rollout/judge/suspicion.ts';
import { toleranceDefaults } from '../../../../workflows/rollout/judge/tolerance.ts';

const boundsMs = [50, 100];
/** Requests within 50 ms, within 100 ms, and those that take longer. */
const counts = (...latency: number[]) => ({
  requests: latency.reduce((a, b) => a + b, 0),
  errors: 0,
  latency,
});
const stable = counts(5000, 3000, 2000);
const bound = {
  index: 0,
  ms: 50,
  before: { events: 5000, requests: 10_000 },
  spread: { rate: 0, variance: 0 },
};

const isTolerated = (within50: number, shareOfRollout: number) =>
  toleratesLatency(
    toleranceDefaults,
    [bound],
    boundsMs,
    shapeOf(stable.latency, boundsMs),
    { since: 0, canary: counts(within50, 800 - within50, 200), stable },
    noControl,
    shareOfRollout,
  )[0];

describe('a slowness that is suspected', () => {
  it.each([
    ['is tolerated while it may be no more than nobody minds', 460, 1, true],
    ['is not once it is more than that', 400, 1, false],
    ['is tolerated for longer where it is the worst stretch of a long rollout', 400, 0.05, true],
    ['but not where it is much more than that', 300, 0.05, false],
  ])('%s', (_, within50, shareOfRollout, expected) => {
    expect(isTolerated(within50, shareOfRollout)).toBe(expected);
  });
});
