import { evidenceDefaults } from '../../../../workflows/rollout/judge/evidence-config.ts';
import { secondsToProof } from '../../../../workflows/rollout/judge/proof-time.ts';

const secondsAt = (requestsPerSecond: number, errorRate = 0.01, weight = 50, config = evidenceDefaults) =>
  secondsToProof(config, { requestsPerSecond, errorRate }, weight);

it.each([
  [500, 'seconds', 1, 10],
  [10, 'minutes', 60, 600],
  [1, 'tens of minutes', 600, 7200],
  [0.2, 'hours', 3600, 10 * 3600],
  [0.02, 'days', 86_400, 7 * 86_400],
])('with %s requests a second proof takes %s', (requestsPerSecond, _, least, most) => {
  const seconds = secondsAt(requestsPerSecond);
  expect(seconds).toBeGreaterThanOrEqual(least);
  expect(seconds).toBeLessThanOrEqual(most);
});

it('takes ten times as long with a tenth of the traffic', () => {
  const patient = { ...evidenceDefaults, proofSeconds: Infinity };
  for (const rate of [0.02, 0.2, 1, 10])
    expect(secondsAt(rate / 10, 0.01, 50, patient) / secondsAt(rate, 0.01, 50, patient)).toBeCloseTo(10, 0);
});

it('takes longer at a small weight, and longer with more errors', () => {
  expect(secondsAt(10, 0.01, 5)).toBeGreaterThan(secondsAt(10, 0.01, 50));
  expect(secondsAt(10, 0.01)).toBeGreaterThan(secondsAt(10, 0.001));
});

it('takes longer than it would where it comes later than the plan wants, by the stricter demand', () => {
  const [patient, hasty] = [7200, 60].map((proofSeconds) =>
    secondsAt(1, 0.01, 50, { ...evidenceDefaults, proofSeconds }),
  );
  expect(hasty! / patient!).toBeGreaterThan(1.2);
});

it('never comes where a year is too short', () => {
  expect(secondsAt(0.000_001)).toBe(Infinity);
  expect(secondsAt(0)).toBe(Infinity);
});
