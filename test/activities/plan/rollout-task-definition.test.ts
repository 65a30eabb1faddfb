import { settlePlan } from '../../../activities/plan/settle.ts';
import { weightedOf } from '../../fakes/weighted-of.ts';

const DEFINITION = {
  family: 'cart',
  cpu: '512',
  containerDefinitions: [
    { name: 'app', image: 'cart:v2', environment: [{ name: 'COLOUR', value: 'green' }] },
  ],
};

const settled = (taskDefinition: unknown) =>
  settlePlan({
    environment: 'shop',
    service: 'cart',
    version: { id: 'v2', image: 'cart:v2' },
    router: {
      kind: 'alb',
      rule: {
        arn: 'arn:aws:elasticloadbalancing:eu-west-1:123456789012:listener-rule/app/shop/0123456789abcdef/0123456789abcdef/0123456789abcdef',
      },
    },
    provisioner: { kind: 'ecs', taskDefinition },
    steps: [{ weight: 10, bakeSeconds: 600 }],
    finalBakeSeconds: 600,
  });

function planned(taskDefinition: unknown): unknown {
  const plan = settled(taskDefinition);
  if (!plan.ok) throw new Error(JSON.stringify(plan.problems));
  const { provisioner } = weightedOf(plan.value);
  return provisioner.kind === 'ecs' ? provisioner.taskDefinition : undefined;
}

it('stands in the plan whole, without what ECS alone adds and what is null', () => {
  const described = { revision: 7, status: 'ACTIVE', registeredAt: '2026-03-01', taskDefinitionArn: 'arn' };
  expect(planned({ ...DEFINITION, ...described, taskRoleArn: null })).toEqual(DEFINITION);
});

it.each<[string, unknown, string, RegExp]>([
  [
    'a name that nobody has put the file in for',
    'task.json',
    'provisioner.taskDefinition',
    /name of a JSON file/,
  ],
  ['a list', [DEFINITION], 'provisioner.taskDefinition', /must be a task definition/],
  [
    'no family',
    { ...DEFINITION, family: undefined },
    'provisioner.taskDefinition.family',
    /must be the task/,
  ],
  [
    'no container',
    { ...DEFINITION, containerDefinitions: [] },
    'provisioner.taskDefinition.containerDefinitions',
    /must have a container/,
  ],
  [
    'a misspelt field',
    { ...DEFINITION, networkmode: 'awsvpc' },
    'provisioner.taskDefinition.networkmode',
    /no such field: did you mean networkMode\?/,
  ],
  [
    'a secret among its variables',
    {
      ...DEFINITION,
      containerDefinitions: [{ name: 'app', environment: [{ name: 'DB_PASSWORD', value: 'hunter2' }] }],
    },
    'provisioner.taskDefinition.containerDefinitions.0.environment.0',
    /must not hold a secret/,
  ],
  [
    'more than ECS takes',
    { ...DEFINITION, containerDefinitions: [{ name: 'app', command: ['x'.repeat(70_000)] }] },
    'provisioner.taskDefinition',
    /at most 65536 bytes/,
  ],
])('is refused with %s', (_what, taskDefinition, path, sentence) => {
  const plan = settled(taskDefinition);
  expect(plan.ok ? [] : plan.problems).toEqual([{ path, message: expect.stringMatching(sentence) }]);
  expect(JSON.stringify(plan)).not.toContain('hunter2');
});
