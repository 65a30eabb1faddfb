import { settlePlan } from '../../../activities/plan/settle.ts';
import type { SeenTasks } from '../../../activities/tasks/seen-tasks.ts';
import { consoleLinks, type SeenInConsole } from '../../../dashboard/model/console.ts';
import { inPlace } from '../../fakes/rollout-yaml.ts';

const ARN = 'arn:aws:ecs:eu-west-1:123456789012:service/shop/cart';
const GROUP = 'arn:aws:elasticloadbalancing:eu-west-1:123456789012:targetgroup/cart-a/0123';
const TASKS: SeenTasks = { services: [{ arn: ARN, desired: 2, running: 2, groups: [GROUP] }], tasks: [] };

function planOf(file: Record<string, unknown>) {
  const settled = settlePlan(file);
  if (!settled.ok) throw new Error(JSON.stringify(settled.problems));
  return settled.value;
}

const LOOKED: SeenInConsole = {
  plan: planOf(inPlace()),
  tasks: TASKS,
  versions: ['cart', 'v2'],
  began: '2026-03-01T12:00:00.000Z',
  ended: '2026-03-01T12:30:00.000Z',
  now: new Date('2026-03-01T13:00:00.000Z'),
  region: undefined,
};
const hrefOf = (text: string, changes: Partial<SeenInConsole> = {}) =>
  consoleLinks({ ...LOOKED, ...changes }).find((link) => link.text === text)?.href;

it("leads to each ECS service in its own Region's console", () => {
  expect(hrefOf('ECS: cart')).toBe(
    'https://eu-west-1.console.aws.amazon.com/ecs/v2/clusters/shop/services/cart/health?region=eu-west-1',
  );
});

it("leads to CloudWatch's graph of the target groups, over the time of the rollout", () => {
  const href = hrefOf('CloudWatch')!;
  expect(href).toContain(
    'https://eu-west-1.console.aws.amazon.com/cloudwatch/home?region=eu-west-1#metricsV2:graph=~(',
  );
  expect(href).toContain("start~'2026-03-01T12*3a00*3a00.000Z~end~'2026-03-01T12*3a30*3a00.000Z");
  for (const metric of ['RequestCount', 'HTTPCode_Target_5XX_Count', 'TargetResponseTime'])
    expect(href).toContain(`MetricName*3d*22${metric}*22`);
  expect(href).toContain('TargetGroup*3d*22targetgroup*2fcart-a*2f0123*22');
});

it('shows a rollout that runs up to now', () => {
  expect(hrefOf('CloudWatch', { ended: undefined })).toContain("start~'-PT1H~end~'P0D");
});

it("leads to the partition's own console", () => {
  const arn = ARN.replace('arn:aws:', 'arn:aws-cn:').replace('eu-west-1', 'cn-north-1');
  const tasks = { ...TASKS, services: [{ ...TASKS.services[0]!, arn }] };
  expect(hrefOf('ECS: cart', { tasks })).toMatch(/^https:\/\/cn-north-1\.console\.amazonaws\.cn\/ecs\//);
});

it('knows the Region by the rule where ECS was not looked at, and by its own settings without a plan', () => {
  expect(consoleLinks({ ...LOOKED, tasks: undefined }).map(({ href }) => href)).toEqual([
    expect.stringContaining('https://eu-west-1.console.aws.amazon.com/ecs/v2/clusters/'),
  ]);
  expect(consoleLinks({ ...LOOKED, tasks: undefined, plan: undefined })).toEqual([]);
});

it('leads nowhere where nothing names a Region', () => {
  expect(consoleLinks({ ...LOOKED, tasks: undefined, plan: undefined, region: 'evil.example/x' })).toEqual(
    [],
  );
});
