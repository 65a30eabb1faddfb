import { growthFor, nextGrowth } from '../../../workflows/rollout/growth.ts';
const ECS = {
  kind: 'ecs',
  owner: { environment: 'shop', service: 'cart' },
  cluster: 'c',
  service: 's',
  rule: { arn: '' },
  image: '',
  environment: {},
} as const;
const SMALL = { ...ECS, tasks: 1 };
const PLAN = { steps: [10, 50, 100].map((weight) => ({ weight, bakeSeconds: 60 })) };

const split = (canary: number) => [
  { version: 'v0', weight: 100 - canary },
  { version: 'v1', weight: canary },
];

it('lets a canary that begins small grow to its weight, and then to the one of the next step', () => {
  const growth = growthFor(SMALL, 'v1', split(10));
  expect(growth).toEqual({ stable: 'v0', canary: 'v1', weight: 10 });
  expect(nextGrowth(PLAN, growth!).weight).toBe(50);
  expect(nextGrowth(PLAN, { ...growth!, weight: 20 }).weight).toBe(50);
  expect(nextGrowth(PLAN, { ...growth!, weight: 100 }).weight).toBe(100);
});

it.each([
  ['versions that are made at full size', ECS, split(10)],
  ['a canary that gets nothing', SMALL, split(0)],
  ['a canary that is alone', SMALL, [{ version: 'v1', weight: 100 }]],
  ['stable alone', SMALL, [{ version: 'v0', weight: 100 }]],
])('lets nothing grow for %s', (_what, provisioner, wanted) => {
  expect(growthFor(provisioner, 'v1', wanted)).toBeUndefined();
});
