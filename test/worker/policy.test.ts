import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { parse } from 'yaml';
import { createPlanActivities } from '../../activities/plan.ts';
import { matches } from '../../workflows/rollout/patterns.ts';
import { policySchema, readPolicy } from '../../worker/policy.ts';
import { deployJson } from '../fakes/deploy-json.ts';
import { imagesElsewhere } from '../fakes/images.ts';
import { rolloutYaml } from '../fakes/rollout-yaml.ts';

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'serin-policy-'));
});
afterAll(() => rmSync(folder, { recursive: true }));

function fileOf(text: string): string {
  const file = join(folder, 'policy.yaml');
  writeFileSync(file, text);
  return file;
}

const RULE = `rules:
  - environments: [shop]
    services: [cart]
    stackPrefixes: [shop-cart]
    registries: ['example.com/shop/*']
    metricHosts: ['prometheus:9090']
    capabilities: [NONE]
    roles: ['arn:aws:iam::123456789012:role/stacks']
    account: { id: '123456789012', region: eu-west-1 }
    commanders: [alice, ci]
    eventBuses: [deployments]
    topics: ['arn:aws:sns:eu-west-1:123456789012:*']
`;

/** What a worker with this policy makes of a deployment file's content. */
function settle(content: object) {
  const policy = readPolicy(fileOf(RULE));
  return createPlanActivities({ searchable: false, images: imagesElsewhere, policy }).settlePlan(content);
}

const IMAGE = 'example.com/shop/cart:v2';
const fine = (changes: object = {}) => deployJson({ ContainerImage: IMAGE, ...changes });
const balanced = (account: string, provisioner: object = {}) =>
  rolloutYaml({
    version: { id: 'v2', image: IMAGE },
    router: {
      kind: 'alb',
      rule: {
        arn: `arn:aws:elasticloadbalancing:eu-west-1:${account}:listener-rule/app/shop/50dc/f2f7/9683`,
      },
    },
    provisioner: { kind: 'ecs', ...provisioner },
    metrics: { kind: 'loadBalancer' },
  });
const telling = (channel: object) => ({
  ...balanced('123456789012'),
  notifications: [{ name: 'team', ...channel }],
});
const rendered = (app: object, settings: object = {}) =>
  balanced('123456789012', {
    taskDefinition: {
      family: 'cart',
      containerDefinitions: [{ name: 'app', image: IMAGE, ...app }],
      ...settings,
    },
  });

it('lets through what a rule has room for, and says who may command it', async () => {
  expect(await settle(fine())).toMatchObject({ service: 'cart', commanders: ['alice', 'ci'] });
  expect(await settle(balanced('123456789012'))).toMatchObject({ service: 'cart' });
  const roles = { executionRoleArn: 'arn:aws:iam::123456789012:role/stacks' };
  expect(await settle(rendered({}, roles))).toMatchObject({ service: 'cart' });
});

it.each([
  [
    'a service that no rule is for',
    fine({ MicroserviceName: 'basket' }),
    'no rule is for service basket of environment shop',
  ],
  [
    'an environment that no rule is for',
    fine({ EnvironmentName: 'pay' }),
    'no rule is for service cart of environment pay',
  ],
  [
    'an image of another registry',
    fine({ ContainerImage: 'evil.example.com/shop/cart:v2' }),
    ':5:5: registries of shop/cart has no room for the image evil.example.com/shop/cart:v2',
  ],
  [
    'a capability',
    fine({ Capabilities: ['CAPABILITY_IAM'] }),
    ':7:5: capabilities of shop/cart has no room for the capability CAPABILITY_IAM',
  ],
  [
    'another role',
    fine({ RoleArn: 'arn:aws:iam::123456789012:role/admin' }),
    ':8:5: roles of shop/cart has no room for the role arn:aws:iam::123456789012:role/admin',
  ],
  [
    'an image of another registry in a task definition',
    rendered({ image: 'evil.example.com/log:1@sha256:0' }),
    ':5:5: registries of shop/cart has no room for the image evil.example.com/log:1',
  ],
  [
    'another role for tasks',
    rendered({}, { taskRoleArn: 'arn:aws:iam::123456789012:role/admin' }),
    ':8:5: roles of shop/cart has no room for the role arn:aws:iam::123456789012:role/admin',
  ],
  [
    'another host of metrics',
    fine({ Metrics: { Kind: 'envoy', Address: 'http://prometheus:9091' } }),
    ':6:5: metricHosts of shop/cart has no room for the host prometheus:9091',
  ],
  [
    'another topic',
    telling({ kind: 'sns', topic: 'arn:aws:sns:eu-west-1:210987654321:all' }),
    ':12:5: topics of shop/cart has no room for the topic arn:aws:sns:eu-west-1:210987654321:all',
  ],
  [
    'another event bus',
    telling({ kind: 'eventBridge', eventBus: 'default' }),
    ':11:5: eventBuses of shop/cart has no room for the event bus default',
  ],
  [
    'a load balancer of another account',
    balanced('210987654321'),
    ':2:5: rollouts of this rule are in account 123456789012 and eu-west-1, not in 210987654321 and eu-west-1',
  ],
])('refuses %s with its line and column in the policy', async (_, content, reason) => {
  await expect(settle(content)).rejects.toMatchObject({
    type: 'Refused',
    nonRetryable: true,
    message: expect.stringContaining(reason),
  });
});

it.each(['169.254.169.254', '[fe80::1]', '[fd00:ec2::254]', '[::ffff:169.254.170.2]', '169.254.170.23:9090'])(
  'asks %s for metrics only where the policy names it, and not by a pattern',
  async (host) => {
    const content = fine({ Metrics: { Kind: 'envoy', Address: `http://${host}` } });
    const settled = (policy?: string) =>
      createPlanActivities({
        searchable: false,
        images: imagesElsewhere,
        policy: policy === undefined ? undefined : readPolicy(fileOf(policy)),
      }).settlePlan(content);
    const rule = 'rules:\n  - environments: [shop]\n    metricHosts: ';
    const reason = /is a link-local or metadata address/;
    await expect(settled()).rejects.toThrow(reason);
    await expect(settled(`${rule}['*']`)).rejects.toThrow(reason);
    await expect(settled(`${rule}['${new URL(`http://${host}`).host}']`)).resolves.toMatchObject({});
  },
);

it.each(['http://ann:secret@prometheus', 'http://prometheus/api', 'http://prometheus/?a=b'])(
  'takes no more of %s than scheme, host and port, and quotes no password',
  async (Address) => {
    const problem = await settle(fine({ Metrics: { Kind: 'envoy', Address } })).catch(String);
    expect(problem).toMatch(
      /Metrics\.Address: .*must be scheme, host and port alone: no user, path or query/,
    );
    expect(problem).not.toContain('secret');
  },
);

it('says everything that is forbidden at once', async () => {
  const content = fine({ ContainerImage: 'evil/cart', Capabilities: ['CAPABILITY_IAM'] });
  await expect(settle(content)).rejects.toThrow(/registries.*\n.*capabilities/);
});

it.each([
  ['rules: []', ':1:1: rules is []: must have a rule'],
  ['rules:\n  - services: [cart]', ':2:5: rules.0.environments is missing: must be a list'],
  [
    'rules:\n  - environments: [shop]\n    metrichosts: [x]',
    ':3:5: rules.0.metrichosts there is no such field: did you mean metricHosts?',
  ],
  [
    'rules:\n  - environments: [shop]\n    environments: [pay]',
    ':3:5: the policy has the field environments twice: leave one of them out',
  ],
  [
    'rules:\n  - environments: [shop]\n    account: { id: 123456789012 }',
    ':3:16: rules.0.account.id is 123456789012: must be an account id: quote it',
  ],
  [
    'rules:\n  - environments: [shop]\n    account: { id: "123456789012", roleArn: admin }',
    ':3:36: rules.0.account.roleArn is "admin": must be the ARN of a role',
  ],
  [
    '{\n  "rules": [{ "environments": ["shop"], "roles": "admin" }]\n}',
    ':2:41: rules.0.roles is "admin": must be a list',
  ],
  ['rules: !vault secret', ':1:8: the policy has a tag that means nothing here'],
])('does not read %j', (text, problem) => {
  const file = fileOf(text);
  expect(() => readPolicy(file)).toThrow(`${file}${problem}`);
});

it.each(['rules: [', '{ "rules": [ }'])('says that %j is no policy, without quoting it', (text) => {
  const file = fileOf(text);
  expect(() => readPolicy(file)).toThrow(`the policy ${file} cannot be read: `);
});

it('reads a policy in JSON, with the places that it limits by', async () => {
  const file = fileOf('{ "rules": [\n  { "environments": ["shop"], "capabilities": ["NONE"] }] }');
  const policy = readPolicy(file);
  const { settlePlan } = createPlanActivities({ searchable: false, images: imagesElsewhere, policy });
  await expect(settlePlan(fine({ Capabilities: ['CAPABILITY_IAM'] }))).rejects.toThrow(
    `${file}:2:31: capabilities of shop/cart has no room for the capability CAPABILITY_IAM`,
  );
});

it('the example is a policy, by the schema too', () => {
  expect(readPolicy('examples/policy.yaml').rules).toHaveLength(2);
  const validate = new Ajv2020({ strict: false }).compile(policySchema());
  validate(parse(readFileSync('examples/policy.yaml', 'utf8')));
  expect(validate.errors).toBeNull();
});

it.each([
  [true, 'shop', 'shop'],
  [false, 'shop', 'shop-2'],
  [true, 'shop-*', 'shop-2'],
  [true, '*', ''],
  [true, 'a*b*c', 'aXbYc'],
  [false, 'a*b*c', 'aXc'],
  [false, 'ab*ba', 'aba'],
  [true, '*cart*', 'my-cart-api'],
])('answers %s to whether %s matches %s', (answer, pattern, text) => {
  expect(matches(pattern, text)).toBe(answer);
});
