import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { PolicyDocument } from '../../../activities/permissions/statement.ts';
import { deployJson } from '../../fakes/deploy-json.ts';
import { rolloutYaml } from '../../fakes/rollout-yaml.ts';

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'serin-iam-'));
});
afterAll(() => rmSync(folder, { recursive: true }));

/** Runs the command in an environment that knows no Region. */
function iam(content: object, ...flags: string[]) {
  const file = join(folder, 'deploy.json');
  writeFileSync(file, JSON.stringify(content));
  const { PATH } = process.env;
  const { status, stdout, stderr } = spawnSync('bin/serin', ['iam', '-f', file, ...flags], {
    encoding: 'utf8',
    env: { PATH },
  });
  return { status, stdout, stderr };
}

const RULE =
  'arn:aws:elasticloadbalancing:eu-west-1:123456789012:listener-rule/app/shop/50dc6c49/f2f7dc8e/9683b2d0';
const BALANCED = rolloutYaml({
  router: { kind: 'alb', rule: { arn: RULE } },
  provisioner: { kind: 'ecs' },
  metrics: { kind: 'loadBalancer' },
});

const resourcesFor = (text: string, action: string) =>
  (JSON.parse(text) as PolicyDocument).Statement.filter(({ Action }) => Action.includes(action)).flatMap(
    ({ Resource }) => Resource,
  );

it('tells a policy document alone on standard output, and what can be narrowed beside it', () => {
  const { status, stdout, stderr } = iam(BALANCED, '--output', 'json');
  expect(status).toBe(0);
  expect((JSON.parse(stdout) as PolicyDocument).Version).toBe('2012-10-17');
  // Which rules forward to the service's groups is only seen then, so all of the load balancer's may be written.
  expect(resourcesFor(stdout, 'elasticloadbalancing:ModifyRule')).toEqual([
    RULE.split('/').slice(0, 4).join('/') + '/*',
  ]);
  expect(stderr).toMatch(/^wider than needed, .*: .*RolesOfTasks/m);
});

it("takes Region and account from the listener rule's ARN, unless they are said", () => {
  const told = (...flags: string[]) =>
    resourcesFor(iam(BALANCED, '--output', 'json', ...flags).stdout, 'ecs:CreateService')[0];
  expect(told()).toBe('arn:aws:ecs:eu-west-1:123456789012:service/shop/cart-*');
  expect(told('--region', 'cn-north-1', '--account', '210987654321')).toBe(
    'arn:aws-cn:ecs:cn-north-1:210987654321:service/shop/cart-*',
  );
});

it('names the roles of tasks that it is told of, and no others', () => {
  const roles = ['arn:aws:iam::123456789012:role/cart-task', 'arn:aws:iam::123456789012:role/cart-execution'];
  const { stdout, stderr } = iam(BALANCED, '--output', 'json', '--task-role', ...roles);
  expect(resourcesFor(stdout, 'iam:PassRole')).toEqual(roles);
  expect(stderr).not.toContain('RolesOfTasks');
});

it('tells people which resources, and which types of a template it does not know', () => {
  const { status, stdout, stderr } = iam(deployJson());
  expect(status).toBe(0);
  expect(stdout).toMatch(
    /^VersionRecord\n {2}ssm:GetParameter\n {2}ssm:PutParameter\n {4}on arn:aws:ssm:\*:\*:parameter\/shop-canary-cart-version$/m,
  );
  expect(stderr).toMatch(/^not included; .*: AWS::CloudFormation::WaitConditionHandle$/m);
});

it('refuses what is no deployment file', () => {
  expect(iam({ environment: 'shop' })).toMatchObject({ status: 2, stdout: '' });
});
