import {
  afterCheck,
  registered,
  type CheckResult,
  type TargetHealth,
} from '../../../../infra/local/balancer/health/target-health.ts';
import { matches } from '../../../../infra/local/balancer/health/matcher.ts';

const passed: CheckResult = { kind: 'passed' };
const failed: CheckResult = { kind: 'failed', reason: 'Target.Timeout', description: 'Request timed out' };
const thresholds = { healthy: 3, unhealthy: 2 };

const statesAfter = (...results: CheckResult[]): TargetHealth['state'][] => {
  let health = registered;
  return results.map((result) => (health = afterCheck(health, result, thresholds)).state);
};

it('takes a new target for healthy after a single passed check', () => {
  expect(statesAfter(passed)).toEqual(['healthy']);
  expect(statesAfter(failed, passed)).toEqual(['initial', 'healthy']);
});

it('takes a target for unhealthy after so many failed checks in a row', () => {
  expect(statesAfter(failed, failed)).toEqual(['initial', 'unhealthy']);
  expect(statesAfter(passed, failed, passed, failed, failed).at(-1)).toBe('unhealthy');
  expect(statesAfter(passed, failed, passed, failed).at(-1)).toBe('healthy');
});

it('takes an unhealthy target for healthy after so many passed checks in a row', () => {
  expect(statesAfter(failed, failed, passed, passed).at(-1)).toBe('unhealthy');
  expect(statesAfter(failed, failed, passed, passed, passed).at(-1)).toBe('healthy');
  expect(statesAfter(failed, failed, passed, passed, failed, passed).at(-1)).toBe('unhealthy');
});

it('says why a target is unhealthy', () => {
  const once = afterCheck(registered, failed, thresholds);
  expect(afterCheck(once, failed, thresholds)).toMatchObject({
    state: 'unhealthy',
    reason: 'Target.Timeout',
    description: 'Request timed out',
  });
});

it.each([
  ['200', 200, true],
  ['200', 204, false],
  ['200,302', 302, true],
  ['200-299', 204, true],
  ['200-299,301', 300, false],
])('accepts with the matcher %s the status %i: %s', (matcher, status, accepted) => {
  expect(matches(matcher, status)).toBe(accepted);
});
