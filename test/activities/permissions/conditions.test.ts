import { OWNER_TAGS } from '../../../activities/ownership.ts';
import { placeIn } from '../../../activities/permissions/place.ts';
import { rolloutStatements, serviceRoleStatements } from '../../../activities/permissions/rollout.ts';
import { policyDocument, unboundActions, type Statement } from '../../../activities/permissions/statement.ts';
import { allows } from './evaluator.ts';
import { articleFile, PLANS, planOf } from './plans.ts';
import { deployJson } from '../../fakes/deploy-json.ts';

const HERE = placeIn('eu-west-1', '123456789012');
const ROLE = 'arn:aws:iam::123456789012:role/stacks';
const ARTICLE = PLANS['the article’s deploy.json']!;
const BALANCED = PLANS['a service behind a load balancer']!;
const WITH_ROLE = planOf(articleFile({ RoleArn: ROLE }));

const tags = (key: 'ResourceTag' | 'RequestTag', environment: string, service: string) => ({
  [`aws:${key}/${OWNER_TAGS.environment}`]: [environment],
  [`aws:${key}/${OWNER_TAGS.service}`]: [service],
});
const has = (service: string) => tags('ResourceTag', 'shop', service);
const gets = (service: string) => tags('RequestTag', 'shop', service);

const arn = (service: string, resource: string) => `arn:aws:${service}:eu-west-1:123456789012:${resource}`;
const STACK = arn('cloudformation', 'stack/shop-cart-v2/0a1b');
/** As a stack of service `cart-api` may be called, and nothing but its tags tells it apart. */
const SERVICE = arn('ecs', 'service/shop/cart-api-61c5ea27');
const GROUP = arn('elasticloadbalancing', 'targetgroup/cart-a/0123456789abcdef');
const DEFINITION = arn('ecs', 'task-definition/cart:7');
const CLOUD_MAP = arn('servicediscovery', 'service/srv-0123456789abcdef');
const versionTag = { 'aws:TagKeys': [OWNER_TAGS.version] };

interface Change {
  readonly action: string;
  readonly resource: string;
  /** The keys of a call that concerns a service. */
  readonly context: (service: string) => Readonly<Record<string, readonly string[]>>;
}
const change =
  (tagged: Change['context']) =>
  (action: string, resource: string, more: Readonly<Record<string, readonly string[]>> = {}): Change => ({
    action,
    resource,
    context: (service) => ({ ...tagged(service), ...more }),
  });
const making = change(gets);
const changing = change(has);

const STACKS: readonly Change[] = [
  making('cloudformation:CreateStack', STACK, { 'cloudformation:RoleArn': [ROLE] }),
  making('cloudformation:TagResource', STACK, { 'cloudformation:CreateAction': ['CreateStack'] }),
  changing('cloudformation:DeleteStack', STACK),
];
const UPDATE = changing('ecs:UpdateService', SERVICE);
const SERVICES: readonly Change[] = [
  making('ecs:CreateService', SERVICE),
  making('ecs:TagResource', SERVICE, { 'ecs:CreateAction': ['CreateService'] }),
  UPDATE,
  changing('ecs:DeleteService', SERVICE),
  making('ecs:RegisterTaskDefinition', DEFINITION),
  making('ecs:TagResource', DEFINITION, { 'ecs:CreateAction': ['RegisterTaskDefinition'] }),
];
const NAMES: readonly Change[] = [
  making('servicediscovery:CreateService', CLOUD_MAP),
  changing('servicediscovery:DeleteService', CLOUD_MAP),
  changing('servicediscovery:UpdateServiceAttributes', CLOUD_MAP),
  making('servicediscovery:TagResource', '*'),
];
const GROUPS: readonly Change[] = [
  changing('elasticloadbalancing:AddTags', GROUP, versionTag),
  changing('elasticloadbalancing:RemoveTags', GROUP, versionTag),
];

const POLICIES: readonly (readonly [string, readonly Statement[], readonly Change[]])[] = [
  [
    'stacks that the worker makes itself',
    rolloutStatements(ARTICLE, HERE),
    [...STACKS, ...SERVICES, ...NAMES],
  ],
  ['stacks made by a role of their own', rolloutStatements(WITH_ROLE, HERE), [...STACKS, UPDATE]],
  ["CloudFormation's own role", serviceRoleStatements(WITH_ROLE, HERE), [...SERVICES, ...NAMES]],
  ['copies of an ECS service', rolloutStatements(BALANCED, HERE), [...SERVICES, ...GROUPS]],
];
const CASES = POLICIES.flatMap(([who, statements, changes]) =>
  changes.map(
    (change) =>
      [
        who,
        `${change.action} on ${change.resource.split(':').at(-1)}`,
        policyDocument(statements),
        change,
      ] as const,
  ),
);

it.each(CASES)(
  'with %s, %s may be done to what the service owns, and not to a neighbour’s',
  async (...of) => {
    const [, , policy, { action, resource, context }] = of;
    const isAllowed = (service: string) => allows(policy, { action, resource, context: context(service) });
    expect([await isAllowed('cart'), await isAllowed('cart-api')]).toEqual([true, false]);
    expect(await allows(policy, { action, resource, context: {} })).toBe(false);
  },
);

it('tags of what is there already cannot be written, but for whose turn a target group is', async () => {
  const policy = policyDocument(rolloutStatements(BALANCED, HERE));
  const may = (action: string, resource: string, context: Readonly<Record<string, readonly string[]>>) =>
    allows(policy, { action, resource, context });
  expect(await may('ecs:TagResource', SERVICE, { ...has('cart-api'), ...gets('cart') })).toBe(false);
  expect(
    await may('elasticloadbalancing:AddTags', GROUP, {
      ...has('cart'),
      'aws:TagKeys': [OWNER_TAGS.version, OWNER_TAGS.service],
    }),
  ).toBe(false);
});

it('a role of CloudFormation’s is given to CloudFormation alone, which makes nothing without it', async () => {
  const policy = policyDocument(rolloutStatements(WITH_ROLE, HERE));
  const passed = (to: string) =>
    allows(policy, { action: 'iam:PassRole', resource: ROLE, context: { 'iam:PassedToService': [to] } });
  expect([await passed('cloudformation.amazonaws.com'), await passed('ec2.amazonaws.com')]).toEqual([
    true,
    false,
  ]);
  const create = (context: Readonly<Record<string, readonly string[]>>) =>
    allows(policy, { action: 'cloudformation:CreateStack', resource: STACK, context });
  expect(await create({ ...gets('cart'), 'cloudformation:RoleArn': [`${ROLE}-2`] })).toBe(false);
  expect(policy.Statement.flatMap(({ Action }) => Action)).not.toContain('ecs:CreateService');
});

it('every action that changes something is held by a test of this table, or told as bound to nothing', () => {
  for (const [who, statements, changes] of POLICIES) {
    const wild = statements.filter(({ resources }) => resources.some((each) => each.includes('*')));
    const all = new Set(wild.flatMap(({ actions }) => actions));
    const held = changes.map(({ action }) => action);
    const told = unboundActions(statements);
    const forgotten = [...all].filter(
      (action) =>
        !/:(Describe|Get|List|Validate|PassRole)/.test(action) &&
        !held.includes(action) &&
        !told.includes(action),
    );
    expect([who, forgotten]).toEqual([who, []]);
  }
});

it('tells what no tag can bind', () => {
  expect(unboundActions(rolloutStatements(BALANCED, HERE))).toEqual([
    'application-autoscaling:PutScalingPolicy',
    'application-autoscaling:PutScheduledAction',
    'application-autoscaling:RegisterScalableTarget',
    'application-autoscaling:TagResource',
    'application-autoscaling:UntagResource',
    'cloudwatch:DeleteAlarms',
    'cloudwatch:PutMetricAlarm',
    'elasticloadbalancing:ModifyListener',
    'elasticloadbalancing:ModifyRule',
    'iam:PassRole',
  ]);
});

it('a role that is no role is refused', () => {
  expect(() => planOf(deployJson({ RoleArn: 'stacks' }))).toThrow(/RoleArn.*must be the ARN of a role/);
});
