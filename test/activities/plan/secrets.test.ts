import { settlePlan } from '../../../activities/plan/settle.ts';
import { rolloutYaml } from '../../fakes/rollout-yaml.ts';

const RULE = 'arn:aws:elasticloadbalancing:eu-west-1:123456789012:listener-rule/app/shop/50dc/f2f7/9683';
const template = Buffer.from('Resources: {}').toString('base64');
const ofStack = (parameters: unknown) =>
  settlePlan(rolloutYaml({ provisioner: { kind: 'cloudFormation', template, parameters } }));
const ofTask = (environment: unknown) =>
  settlePlan(
    rolloutYaml({
      router: { kind: 'alb', rule: { arn: RULE } },
      metrics: { kind: 'loadBalancer' },
      provisioner: { kind: 'ecs', environment },
    }),
  );

const NAMES = [
  'DB_PASSWORD',
  'dbPassword',
  'PGPASSWORD',
  'DB_PASS',
  'JWT_SECRET',
  'GITHUB_TOKEN',
  'accessToken',
  'API_KEY',
  'StripeApiKey',
  'SSH_PRIVATE_KEY',
  'AWS_ACCESS_KEY_ID',
];

it.each(NAMES)('a literal %s is refused, with where it belongs and without its value', (name) => {
  const task = ofTask({ [name]: 'hunter2' });
  const stack = ofStack({ [name]: 'hunter2' });
  expect(task).toMatchObject({
    problems: [
      {
        path: `provisioner.environment.${name}`,
        message: expect.stringContaining('`secrets` of the task def'),
      },
    ],
  });
  expect(stack).toMatchObject({
    problems: [
      {
        path: `provisioner.parameters.${name}`,
        message: expect.stringContaining('{{resolve:secretsmanager:'),
      },
    ],
  });
  expect(JSON.stringify([task, stack])).not.toContain('hunter2');
});

it('a URL with a password in it is refused under any name, without being shown', () => {
  const settled = ofTask({ STORE: 'postgres://app:hunter2@db/cart' });
  expect(settled).toMatchObject({ problems: [{ path: 'provisioner.environment.STORE' }] });
  expect(JSON.stringify(settled)).not.toContain('hunter2');
});

it.each([
  ['DB_PASSWORD', '{{resolve:secretsmanager:prod/db:SecretString:password}}'],
  ['ApiKey', '{{resolve:ssm-secure:/prod/key:1}}'],
  ['DbSecret', 'arn:aws:secretsmanager:eu-west-1:123456789012:secret:db-AbCdEf'],
])('CloudFormation may be told where the secret %s is: %s', (name, value) => {
  expect(ofStack({ [name]: value }).ok).toBe(true);
});

it('a dynamic reference that goes on is a literal', () => {
  expect(ofStack({ Password: '{{resolve:ssm:a}}hunter2' }).ok).toBe(false);
});

it('a dynamic reference is refused where ECS would hand it on as it is', () => {
  expect(ofTask({ DB_PASSWORD: '{{resolve:secretsmanager:prod/db}}' }).ok).toBe(false);
});

it.each(['TOKEN_URL', 'MAX_TOKENS', 'PASSWORD_FILE', 'BYPASS_CACHE', 'SecretArn', 'TOKEN_TTL', 'KEYSPACE'])(
  '%s is no secret',
  (name) => {
    expect(ofTask({ [name]: 'x' })).toEqual({ ok: true, value: expect.anything() });
    expect(ofStack({ [name]: 'x' })).toMatchObject({ ok: true });
  },
);

it.each([[{ DB: 12345 }], ['DB=hunter2'], [['hunter2']]])(
  'variables of the wrong kind are refused without being shown',
  (environment) => {
    expect(JSON.stringify(ofTask(environment))).toMatch(
      /provisioner\.environment[^"]*","message":"is not right/,
    );
    expect(JSON.stringify(ofTask(environment))).not.toMatch(/12345|hunter2/);
  },
);
