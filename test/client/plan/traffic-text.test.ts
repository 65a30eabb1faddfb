import { settlePlan } from '../../../activities/plan/settle.ts';
import { trafficText } from '../../../client/plan/traffic-text.ts';
import type { RolloutPlan } from '../../../workflows/rollout/plan.ts';
import { rolloutYaml } from '../../fakes/rollout-yaml.ts';

function planOf(changes: Record<string, unknown> = {}): RolloutPlan {
  const metrics = { kind: 'containerInsights', port: 4567 };
  const settled = settlePlan(
    rolloutYaml({ judge: { kind: 'evidence' }, metrics, steps: 'auto', ...changes }),
  );
  if (!settled.ok) throw new Error(JSON.stringify(settled.problems));
  return settled.value;
}

const textAt = (requestsPerSecond: number, errorRate = 0.01, plan = planOf()) =>
  trafficText(plan, { requestsPerSecond, errorRate });

const USUAL = '10, 20, 40, 80 and 100 %';
const PROVING = "proving that an equally good version's error rate is at most 1 point above stable's";
const TOO_LATE =
  'but the judge waits 30 min: expect an inconclusive verdict (onInconclusive: pause), or raise marginErrorRate or proofSeconds';

it.each([
  [0.02, '0.02 requests', USUAL, `would take about 2 d 5 h at 40 %, ${TOO_LATE}`, /^none of 20/],
  [
    0.2,
    '0.2 requests',
    USUAL,
    `would take about 5 h 20 min at 40 %, ${TOO_LATE}`,
    /^1?\d of 20 .* of \d\d min/,
  ],
  [1, '1 request', USUAL, 'takes about 1 h 4 min at 40 %', /^(19|20) of 20 .* of 1\d min/],
  [10, '10 requests', USUAL, 'takes about 4 min 10 s at 40 %', /^20 of 20 .* of 4 min/],
  [
    500,
    '500 requests',
    '1, 2, 4, 7, 13, 23, 43, 80 and 100 %',
    'takes about 5 s at 43 %',
    /^20 of 20 .* of 3 min/,
  ],
])(
  'with %s requests a second a plan tells its steps, its proof, and what it would find',
  (requestsPerSecond, requests, steps, proof, slightlyWorse) => {
    const [gets, fitting, proving, found = ''] = textAt(requestsPerSecond);
    expect([gets, fitting, proving]).toEqual([
      `the service gets ${requests} a second, and 1 % of them fail`,
      `with this much traffic, the steps are ${steps}; they adapt as it changes`,
      `${PROVING} ${proof}`,
    ]);
    const [worse = '', broken = ''] = found.split('; ');
    const tells = /^a version .* is rolled back in (.*)$/;
    expect(tells.exec(worse)?.[1]).toMatch(slightlyWorse);
    expect(tells.exec(broken)?.[1]).toMatch(/^20 of 20 simulated rollouts, after a median of \d+ min/);
  },
);

it('tells the steps that would fit, where the file has its own', () => {
  const steps = [{ weight: 50, bakeSeconds: 600 }];
  expect(textAt(10, 0.01, planOf({ steps }))[1]).toBe(
    `with this much traffic, steps: auto would take ${USUAL}`,
  );
});

it('tells of a service that fails nothing, and of one that fails nearly everything, what can be said', () => {
  expect(textAt(10, 0)[0]).toBe('the service gets 10 requests a second, and none of them fail');
  expect(textAt(10, 0.96)[3]).toMatch(/^a version that fails every request is rolled back in [^;]*$/);
});

it('has nothing to tell of a judge that proves nothing', () => {
  expect(textAt(10, 0.01, planOf({ steps: [], judge: { kind: 'errorCount' } }))).toEqual([]);
});

describe('a plan whose metrics name a label', () => {
  const plan = planOf({
    metrics: { kind: 'envoy', port: 4567, address: 'http://prometheus:9090', strata: 'zone' },
  });
  const traffic = { requestsPerSecond: 10, errorRate: 0.01 };

  it('tells by what requests are told apart', () => {
    const [, apart] = trafficText(plan, { ...traffic, strata: ['a', 'b', 'c'] });
    expect(apart).toBe('requests are told apart by zone: a, b and c');
  });

  it.each([[undefined], [['a']]])('says that it tells nothing apart where it is %j', (strata) => {
    const [, apart] = trafficText(plan, { ...traffic, ...(strata && { strata }) });
    expect(apart).toBe('zone tells no requests of the last hour apart');
  });
});
