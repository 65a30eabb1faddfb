import { growthFor, nextGrowth } from '../../../workflows/rollout/growth.ts';
import type { RolloutPlan } from '../../../workflows/rollout/plan.ts';

type Plan = Pick<RolloutPlan, 'provisioner' | 'steps' | 'version'>;
const ECS = {
  kind: 'ecs',
  owner: { environment: 'shop', service: 'cart' },
  cluster: 'c',
  service: 's',
  rule: { arn: '' },
  image: '',
  environment: {},
} as const;
const planWith = (provisioner: RolloutPlan['provisioner']): Plan => ({
  provisioner,
  steps: [10, 50, 100].map((weight) => ({ weight, bakeSeconds: 60 })),
  version: { id: 'v1', image: '' },
});
const SMALL = planWith({ ...ECS, tasks: 1 });

const split = (canary: number) => [
  { version: 'v0', weight: 100 - canary },
  { version: 'v1', weight: canary },
];

it('lets a canary that begins small grow to its weight, and then to the one of the next step', () => {
  const growth = growthFor(SMALL, split(10));
  expect(growth).toEqual({ stable: 'v0', canary: 'v1', weight: 10 });
  expect(nextGrowth(SMALL, growth!).weight).toBe(50);
  expect(nextGrowth(SMALL, { ...growth!, weight: 20 }).weight).toBe(50);
  expect(nextGrowth(SMALL, { ...growth!, weight: 100 }).weight).toBe(100);
});

it.each([
  ['versions that are made at full size', planWith(ECS), split(10)],
  ['a canary that gets nothing', SMALL, split(0)],
  ['a canary that is alone', SMALL, [{ version: 'v1', weight: 100 }]],
  ['stable alone', SMALL, [{ version: 'v0', weight: 100 }]],
])('lets nothing grow for %s', (_what, plan, wanted) => {
  expect(growthFor(plan, wanted)).toBeUndefined();
});
