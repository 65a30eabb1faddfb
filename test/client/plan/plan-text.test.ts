import { settlePlan } from '../../../activities/plan/settle.ts';
import { planText } from '../../../client/plan/plan-text.ts';
import { stepsText, timingText } from '../../../client/plan/timing-text.ts';
import type { Other } from '../../../client/rollouts/others.ts';
import type { Running } from '../../../client/rollouts/running.ts';
import type { RolloutPlan } from '../../../workflows/rollout/plan.ts';
import { rolloutYaml } from '../../fakes/rollout-yaml.ts';

function planOf(changes: Record<string, unknown>): RolloutPlan {
  const settled = settlePlan(rolloutYaml(changes));
  if (!settled.ok) throw new Error(JSON.stringify(settled.problems));
  return settled.value;
}

const GATED = planOf({
  judge: { kind: 'errorCount', windowSeconds: 90 },
  steps: [10, 20, 30].map((weight) => ({ weight, bakeSeconds: 300, gate: {} })),
});

const textAfter = (
  stable: string | undefined,
  together?: string,
  running: Running = { kind: 'none' },
  others: readonly Other[] = [],
) =>
  planText({
    plan: GATED,
    forecast: { stable, stages: [], obstacle: undefined },
    footprint: undefined,
    prices: { vcpuHour: 0, gbHour: 0 },
    quotas: [],
    running,
    others,
    together,
  });

describe('a plan', () => {
  it('tells of a canary its gates, and over how much its longest step is checked', () => {
    const text = textAfter('v1');
    expect(text).toMatch(/^shop\/cart: v2 \(.*\) after v1\n/);
    expect(text).toContain('and 3 approvals');
    expect(text).toContain('looks back over its whole step, up to 5 min');
  });

  it('tells what is shifted together with the rule that it names', () => {
    expect(textAfter('v1', 'shifted together with the rule: others')).toMatch(
      /^shifted together with the rule: others$/m,
    );
  });

  it('tells of a first deployment that it takes one step, and nothing of the steps it does not take', () => {
    const text = textAfter(undefined);
    expect(text).toContain('first deployment: no version serves yet, so it gets all traffic in one step');
    expect(text).not.toMatch(/approval|looks back|after v|after nothing/);
  });
});

it('tells that a rollout is under way, and does not take what it is in the midst of for a first deployment', () => {
  const text = textAfter(undefined, undefined, { kind: 'running', what: 'v2 is deploying' });
  expect(text).toContain('a rollout is in progress (v2 is deploying): this plan starts in the middle of it');
  expect(text).not.toContain('first deployment');
});

it('tells that a rollout of another service changes the same rule, and which', () => {
  const other = { changed: 'arn:rule', rollout: 'canary/shop/basket' };
  expect(textAfter('v1', undefined, undefined, [other])).toMatch(
    /^arn:rule is being changed by canary\/shop\/basket: a rollout is refused until that has ended$/m,
  );
});

it('tells where Temporal could not be asked', () => {
  expect(textAfter('v1', undefined, { kind: 'unknown', why: 'Temporal is not reachable' })).toContain(
    'it is not known whether a rollout is in progress: Temporal is not reachable',
  );
});

describe('a file by itself', () => {
  it('says in how many steps a version gets all traffic, and that a first deployment takes one', () => {
    expect(stepsText(GATED.steps)).toBe('in 4 steps, or in one where no version serves yet');
    expect(stepsText(GATED.steps.slice(-1))).toBe('in one step');
  });

  it.each([
    ['errorCount', /waits up to 1 min for a period to begin, and a check is made as soon as/],
    [
      'evidence',
      /waits up to 1 min for a period to begin, and the judge looks whenever one becomes readable$/,
    ],
  ])('says what metrics of a minute do to a judge of kind %s', (kind, sentence) => {
    const minutes = { kind: 'containerInsights', port: 4567, periodSeconds: 60 };
    const [text] = timingText(planOf({ metrics: minutes, judge: { kind } }));
    expect(text).toMatch(sentence);
    expect(text).toContain('periods of 1 min, each readable 1 min 30 s after its end');
  });
});
