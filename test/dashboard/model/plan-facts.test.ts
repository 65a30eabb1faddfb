import { settlePlan } from '../../../activities/plan/settle.ts';
import { planFacts } from '../../../dashboard/model/plan-facts.ts';
import { inPlace } from '../../fakes/rollout-yaml.ts';

function factsOf(file: Record<string, unknown>) {
  const settled = settlePlan(file);
  if (!settled.ok) throw new Error(JSON.stringify(settled.problems));
  return new Map(planFacts(settled.value).map(({ name, text }) => [name, text]));
}

it('tells by what a rollout is judged, where its traffic is split, and how long it may take', () => {
  const facts = factsOf(inPlace());
  expect(facts.get('image')).toBe('shop:2026-01-02.v2');
  expect(facts.get('judge')).toMatch(/^errorCount, .*windowSeconds \d+/);
  expect(facts.get('traffic')).toMatch(/^alb, rule: arn arn:aws:elasticloadbalancing:eu-west-1:/);
  expect(facts.get('ends within')).toBeDefined();
});

it('tells nothing of what tasks are given', () => {
  const facts = factsOf(inPlace({ provisioner: { kind: 'ecs', environment: { GREETING: 'hunter2' } } }));
  expect(JSON.stringify([...facts])).not.toContain('hunter2');
});
