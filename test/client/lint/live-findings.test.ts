import { PutMetricDataCommand } from '@aws-sdk/client-cloudwatch';
import {
  CreateTargetGroupCommand,
  DescribeTargetGroupsCommand,
  ModifyRuleCommand,
} from '@aws-sdk/client-elastic-load-balancing-v2';
import { CreateRoleCommand, IAMClient, PutRolePolicyCommand } from '@aws-sdk/client-iam';
import { placeIn } from '../../../activities/permissions/place.ts';
import { rolloutStatements } from '../../../activities/permissions/rollout.ts';
import { policyDocument } from '../../../activities/permissions/statement.ts';
import { liveFindings } from '../../../client/lint/live-findings.ts';
import type { Owner } from '../../../workflows/rollout/owner.ts';
import { startEcs, type EcsWorld } from '../../activities/provisioners/ecs-world.ts';
import { awsOfSuite } from '../../infra/local/aws/aws-of-suite.ts';
import { lintLive, liveWorldOf, planOf, told, type Changes } from './lint-live.ts';

const aws = awsOfSuite({ agent: 'simulated', ecs_start_ms: 10 });

const iam = () => new IAMClient(aws.settings);
const world = () => liveWorldOf(aws);
const lint = (ecs: EcsWorld, changes: Changes = {}, role?: string) => lintLive(aws, ecs, changes, role);

it('finds nothing wrong where nothing is, and writes nothing', async () => {
  const ecs = await startEcs(aws);
  const before = (await aws.calls()).length;
  const findings = await lint(ecs);
  expect(findings.filter(({ outcome }) => outcome === 'wrong')).toEqual([]);
  expect(told(findings, 'router')).toEqual(['ok: v0 is stable (v0 100 %)']);
  expect(told(findings, 'router.rule')).toEqual([
    `ok: shifted together with the rule, because they forward to its target groups: the default action of ${ecs.alb.listener}`,
  ]);
  expect(told(findings, 'stable')).toEqual(['ok: v0 is steady and healthy']);
  expect(told(findings, 'provisioner')).toEqual([
    'ok: v1 can be made: ecs RegisterTaskDefinition, elasticloadbalancing AddTags, ecs CreateService',
  ]);
  expect(told(findings, 'quotas')).toEqual(['ok: 1 of 5000 services of cluster shop']);
  const actions = (await aws.calls()).slice(before).map(({ action }) => action);
  expect(actions.filter((action) => !/^(Describe|Get|List|Simulate)/.test(action))).toEqual([]);
});

it('says which ways the service can go, and what each changes of it, line by line', async () => {
  const ecs = await startEcs(aws);
  const findings = await lint(ecs, { provisioner: { replace: 'inPlace' } });
  expect(told(findings, '(in place)')).toEqual([
    'ok: the file asks for this way',
    expect.stringMatching(/^ok: ECS service cart: its task definition, .* it keeps its name/),
    expect.stringMatching(/^ok: the rule's weights: while a rollout runs; 100 and 0 before and after it/),
    expect.stringMatching(/^ok: the target group at weight 0: /),
    expect.stringMatching(/^ok: the scalable target of cart/),
    expect.stringMatching(/^ok: comes and goes: ECS service cart-<version>/),
  ]);
  expect(told(findings, '(swap)').slice(0, 2)).toEqual([
    'ok: another way, by provisioner.replace: swap',
    expect.stringMatching(/^ok: ECS service cart: is removed after the first promotion/),
  ]);
  expect(told(findings, "(ECS's own)")).toEqual([
    expect.stringMatching(
      /^ok: another way, by driver.kind: ecsNative; not possible now: .*without advancedConfiguration.*; ECS service cart has the deployment strategy ROLLING/,
    ),
  ]);
});

it('names everything that is wrong at once', async () => {
  const ecs = await startEcs(aws);
  await aws.faults([{ service: 'monitoring', action: 'GetMetricData', error: 'AccessDenied', times: -1 }]);
  const image = '123456789012.dkr.ecr.eu-west-1.amazonaws.com/cart:v1';
  const findings = await lint(ecs, { image, provisioner: { container: 'web' } });
  const wrong = findings.filter(({ outcome }) => outcome === 'wrong');
  expect(wrong.map(({ path, message }) => `${path}: ${message}`)).toEqual([
    expect.stringMatching(/^version\.image: there is no image .*\/cart:v1: .*repository/i),
    'provisioner: task definition cart has no container web, only app, log',
    expect.stringMatching(/^metrics: AccessDenied/),
  ]);
});

it("refuses the load balancer's metrics where a group speaks gRPC, of whose failures it does not know", async () => {
  const ecs = await startEcs(aws);
  const { elb, group, rule } = ecs.alb;
  const { TargetGroups: [{ VpcId } = {}] = [] } = await elb.send(
    new DescribeTargetGroupsCommand({ TargetGroupArns: [group('a')] }),
  );
  const { TargetGroups: [calls] = [] } = await elb.send(
    new CreateTargetGroupCommand({
      Name: 'cart-calls',
      Protocol: 'HTTP',
      ProtocolVersion: 'GRPC',
      Port: 80,
      TargetType: 'ip',
      VpcId,
    }),
  );
  const TargetGroups = [
    { TargetGroupArn: group('a'), Weight: 100 },
    { TargetGroupArn: calls?.TargetGroupArn, Weight: 0 },
  ];
  const Actions = [{ Type: 'forward' as const, ForwardConfig: { TargetGroups } }];
  await elb.send(new ModifyRuleCommand({ RuleArn: rule, Actions }));
  expect(told(await lint(ecs), 'metrics')).toContainEqual(
    expect.stringMatching(/^wrong: cart-calls speaks gRPC, of which a failed call is HTTP 200/),
  );
});

it('says how stable is where it is not healthy', async () => {
  const ecs = await startEcs(aws);
  await aws.knobs({ targets: { '127.0.0.1': 'unhealthy' } });
  expect(told(await lint(ecs), 'provisioner')).toEqual([
    expect.stringMatching(/^wrong: 0 of 2 targets in cart-a are healthy.*: stable has to be healthy first/),
  ]);
});

it('says at once what the rule lacks, a tag and a second group, and does not call it a first deployment', async () => {
  const ecs = await startEcs(aws, {}, { a: 100 });
  await ecs.alb.tag('a', undefined);
  const findings = await lint(ecs);
  expect(told(findings, 'provisioner')).toEqual([
    expect.stringMatching(/^wrong: cart-a has all traffic, .*: tag it .*; the rule has no free target group/),
  ]);
  expect(told(findings, 'router')).toEqual([
    'wrong: cart-a serves, but does not say which version: tag it serin:version=<version> first',
  ]);
});

it('says of a service whose rollout is under way that, and not how the next one would begin', async () => {
  const ecs = await startEcs(aws);
  const running = Promise.resolve({ kind: 'running', what: 'v1 is baking' } as const);
  const findings = await liveFindings(planOf(ecs), world(), undefined, Date.now() / 1000, running);
  expect(told(findings, 'rollout')).toEqual([expect.stringMatching(/^unknown: .*v1 is baking/)]);
  expect(told(findings, 'router')).toEqual([]);
});

it('says that a rollout of another service changes the same rule, and which', async () => {
  const ecs = await startEcs(aws);
  const inTheWay = (_owner: Owner, changes: readonly string[]) =>
    Promise.resolve(changes.map((changed) => ({ changed, rollout: 'canary/shop/basket' })));
  const now = Date.now() / 1000;
  const findings = await liveFindings(planOf(ecs), world(), undefined, now, undefined, inTheWay);
  expect(told(findings, 'rollout')).toContain(
    `unknown: ${ecs.alb.rule} is being changed by canary/shop/basket: a rollout is refused until that has ended`,
  );
});

it('says why a service that nobody has handed over is not replaced', async () => {
  expect(told(await lint(await startEcs(aws, { tags: [] })), 'router')).toEqual([
    expect.stringMatching(/^wrong: ECS service cart was not made by a rollout of shop\/cart.*serin adopt/),
  ]);
});

it('says why nobody can be taken for stable', async () => {
  const ecs = await startEcs(aws, { tags: [] });
  await ecs.alb.weigh({ a: 0, b: 0 });
  expect(told(await lint(ecs), 'router')).toEqual([expect.stringMatching(/^wrong: no version gets traffic/)]);
});

it("tells stable's requests, and that none prove nothing", async () => {
  const ecs = await startEcs(aws);
  expect(told(await lint(ecs), 'metrics')).toEqual([
    expect.stringMatching(/^unknown: loadBalancer answers, but knows of no request to v0 since/),
  ]);
  const Dimensions = [
    { Name: 'LoadBalancer', Value: ecs.alb.rule.split('/').slice(1, 4).join('/') },
    { Name: 'TargetGroup', Value: ecs.alb.group('a').split(':').at(-1) },
  ];
  await aws.cloudWatch.send(
    new PutMetricDataCommand({
      Namespace: 'AWS/ApplicationELB',
      MetricData: [
        { MetricName: 'RequestCount', Dimensions, Value: 42, Timestamp: new Date(Date.now() - 300_000) },
      ],
    }),
  );
  expect(told(await lint(ecs), 'metrics')).toEqual([
    expect.stringMatching(
      /^ok: loadBalancer answers: v0 had 42 requests since .*, 0 of them failed; with this much traffic, steps: auto would take .* 100 %$/,
    ),
  ]);
});

describe("asks IAM about the worker's role", () => {
  const policy = (...Statement: object[]) => JSON.stringify({ Version: '2012-10-17', Statement });

  async function roleWith(...statements: object[]): Promise<string> {
    const RoleName = 'worker';
    const { Role } = await iam().send(
      new CreateRoleCommand({ RoleName, AssumeRolePolicyDocument: policy() }),
    );
    const PolicyDocument = policy(...statements);
    await iam().send(new PutRolePolicyCommand({ RoleName, PolicyName: 'rollouts', PolicyDocument }));
    return Role?.Arn ?? '';
  }

  it('which may do all', async () => {
    const ecs = await startEcs(aws);
    const role = await roleWith({ Effect: 'Allow', Action: '*', Resource: '*' });
    expect(told(await lint(ecs, {}, role), 'permissions')).toEqual([
      expect.stringMatching(
        /^ok: .*role\/worker may do everything that "serin iam" prints: \d+ permissions$/,
      ),
    ]);
  });

  it('which is denied an action, and allowed another on some resources only', async () => {
    const ecs = await startEcs(aws);
    const role = await roleWith(
      { Effect: 'Allow', Action: ['elasticloadbalancing:*', 'ssm:*', 'cloudwatch:*'], Resource: '*' },
      { Effect: 'Allow', Action: ['ecs:*', 'application-autoscaling:*'], Resource: '*' },
      { Effect: 'Allow', Action: 'iam:PassRole', Resource: 'arn:aws:iam::123456789012:role/cart-task' },
      { Effect: 'Deny', Action: 'cloudwatch:GetMetricData', Resource: '*' },
      { Effect: 'Deny', Action: 'ecs:CreateService', Resource: 'arn:aws:ecs:*:*:service/shop/cart-*' },
    );
    expect(told(await lint(ecs, {}, role), 'permissions').sort()).toEqual([
      'unknown: iam:PassRole is not allowed on all of arn:aws:iam::123456789012:role/*; whether on the right one is not known',
      `wrong: ${role} may not cloudwatch:GetMetricData on * (explicitDeny)`,
      `wrong: ${role} may not ecs:CreateService on arn:aws:ecs:eu-west-1:123456789012:service/shop/cart-* (explicitDeny)`,
    ]);
  });

  it('which has what «serin iam» tells', async () => {
    const ecs = await startEcs(aws);
    const place = placeIn('eu-west-1', '123456789012');
    const { Statement } = policyDocument(rolloutStatements(planOf(ecs), place));
    const role = await roleWith(...Statement);
    expect(told(await lint(ecs, {}, role), 'permissions')).toEqual([expect.stringMatching(/^ok: /)]);
  });

  it('which is not there', async () => {
    const ecs = await startEcs(aws);
    expect(told(await lint(ecs, {}, 'arn:aws:iam::123456789012:role/ghost'), 'permissions')).toEqual([
      expect.stringMatching(/^unknown: IAM does not tell: .*ghost/),
    ]);
  });
});
