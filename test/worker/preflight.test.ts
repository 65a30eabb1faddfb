import { CreateRoleCommand, IAMClient, PutRolePolicyCommand } from '@aws-sdk/client-iam';
import { AssumeRoleCommand, STSClient } from '@aws-sdk/client-sts';
import { ApplicationFailure } from '@temporalio/common';
import { createPreflightActivities } from '../../activities/preflight.ts';
import { settlePlan } from '../../activities/plan/settle.ts';
import { awsPreflight, ownRole } from '../../worker/preflight.ts';
import type { RolloutPlan } from '../../workflows/rollout/plan.ts';
import { startEcs } from '../activities/provisioners/ecs-world.ts';
import { deployJson } from '../fakes/deploy-json.ts';
import { startAws, type AwsServer } from '../infra/local/aws/server.ts';

let aws: AwsServer;
beforeAll(async () => {
  aws = await startAws();
  // The worker's clients find AWS as they do in production.
  Object.assign(process.env, {
    AWS_ENDPOINT_URL: aws.settings.endpoint,
    AWS_REGION: aws.settings.region,
    AWS_ACCESS_KEY_ID: aws.settings.credentials.accessKeyId,
    AWS_SECRET_ACCESS_KEY: aws.settings.credentials.secretAccessKey,
  });
});
beforeEach(async () => {
  await aws.reset();
  await aws.knobs({ agent: 'simulated', ecs_start_ms: 10 });
});
afterAll(() => aws.stop());

function planOf(input: object): RolloutPlan {
  const settled = settlePlan(input);
  if (!settled.ok) throw new Error(JSON.stringify(settled.problems));
  return settled.value;
}

const templated = (template: string) =>
  planOf(deployJson({ CanaryTemplate: Buffer.from(template).toString('base64') }));

const behindRule = (rule: string, provisioner: object) =>
  planOf({
    environment: 'shop',
    service: 'cart',
    version: { id: 'v1', image: 'cart:v1' },
    router: { kind: 'alb', rule: { arn: rule } },
    provisioner: { kind: 'ecs', ...provisioner },
    steps: [{ weight: 10, bakeSeconds: 60 }],
    finalBakeSeconds: 60,
  });

/** What the worker's preflight refuses, and what it has written to AWS meanwhile. */
async function refused(plan: RolloutPlan, role?: string): Promise<string | undefined> {
  const world = awsPreflight();
  const { preflight } = createPreflightActivities({ ...world, role: () => Promise.resolve(role) });
  const before = (await aws.calls()).length;
  const message = await preflight(plan).then(
    () => undefined,
    (error: Error & { type?: string }) =>
      error.type === 'InvalidPlan' ? error.message : `throws ${error.name}`,
  );
  const actions = (await aws.calls()).slice(before).map(({ action }) => action);
  expect(actions.filter((action) => !/^(Describe|Get|List|Simulate|Validate)/.test(action))).toEqual([]);
  return message;
}

async function roleWith(Path: string, ...Statement: object[]): Promise<string> {
  const iam = new IAMClient(aws.settings);
  const policy = (statements: object[]) => JSON.stringify({ Version: '2012-10-17', Statement: statements });
  const { Role } = await iam.send(
    new CreateRoleCommand({ RoleName: 'worker', Path, AssumeRolePolicyDocument: policy([]) }),
  );
  await iam.send(
    new PutRolePolicyCommand({
      RoleName: 'worker',
      PolicyName: 'rollouts',
      PolicyDocument: policy(Statement),
    }),
  );
  return Role?.Arn ?? '';
}

const EVERYTHING = { Effect: 'Allow', Action: '*', Resource: '*' };

describe('before anything is made, a rollout is refused', () => {
  it.each([
    ['no YAML', 'Resources: [', /^CanaryTemplate: ValidationError: /],
    [
      'a reference to nothing',
      'Resources:\n  A:\n    Type: AWS::S3::Bucket\n    Properties: {BucketName: !Ref Nothing}\n',
      /^CanaryTemplate: ValidationError: .*Nothing/,
    ],
    [
      'a parameter that nobody gives',
      'Parameters: {Colour: {Type: String}}\nResources:\n  A: {Type: AWS::S3::Bucket}\n',
      /^CanaryTemplate: the template asks for parameter Colour/,
    ],
    [
      'a capability that nobody gave',
      'Resources:\n  A:\n    Type: AWS::IAM::Role\n    Properties: {AssumeRolePolicyDocument: {Version: "2012-10-17", Statement: []}}\n',
      /^CanaryTemplate: the template needs CAPABILITY_IAM/,
    ],
  ])('whose template has %s', async (_what, template, expected) => {
    expect(await refused(templated(template))).toMatch(expected);
  });

  it('whose rule has no free target group', async () => {
    const { alb } = await startEcs(aws, {}, { a: 100 });
    expect(await refused(behindRule(alb.rule, {}))).toMatch(
      /^provisioner: .*the rule has no free target group/,
    );
  });

  it('with everything that is wrong, what its role may not do among it', async () => {
    const { alb } = await startEcs(aws);
    const role = await roleWith('/', EVERYTHING, {
      Effect: 'Deny',
      Action: 'ecs:CreateService',
      Resource: '*',
    });
    expect(await refused(behindRule(alb.rule, { container: 'web' }), role)).toMatch(
      /^provisioner: task definition cart has no container web.*\npermissions: .*role\/worker may not ecs:CreateService/,
    );
  });
});

it('lets pass what can be made', async () => {
  const { alb } = await startEcs(aws);
  expect(await refused(behindRule(alb.rule, {}), await roleWith('/', EVERYTHING))).toBeUndefined();
});

it('asks again, and refuses nothing, where AWS cannot answer just now', async () => {
  await aws.faults([
    { service: 'cloudformation', action: 'ValidateTemplate', error: 'Throttling', times: -1 },
  ]);
  expect(await refused(templated('Resources: {}'))).toBe('throws Throttling');
});

it('asks again, and refuses nothing, where its turn to ask AWS comes later', async () => {
  const world = awsPreflight();
  const later = ApplicationFailure.create({ type: 'Paced', nextRetryDelay: 5000 });
  const activities = {
    createVersion: () => Promise.reject(later),
    deployVersion: () => Promise.reject(later),
  };
  const rehearsal = () => ({ ...world.rehearsal(), activities });
  const role = () => Promise.resolve(undefined);
  const { preflight } = createPreflightActivities({ ...world, rehearsal, role });
  await expect(preflight(templated('Resources: {}'))).rejects.toBe(later);
});

it('refuses nothing where IAM does not tell', async () => {
  const { alb } = await startEcs(aws);
  expect(
    await refused(behindRule(alb.rule, {}), 'arn:aws:iam::123456789012:role/unheard-of'),
  ).toBeUndefined();
});

it('knows the role that its credentials are of, wherever it is kept', async () => {
  const arn = await roleWith('/teams/serin/', EVERYTHING);
  const { Credentials } = await new STSClient(aws.settings).send(
    new AssumeRoleCommand({ RoleArn: arn, RoleSessionName: 'worker-1' }),
  );
  const { AccessKeyId = '', SecretAccessKey = '', SessionToken = '' } = Credentials ?? {};
  const settings = {
    ...aws.settings,
    credentials: {
      accessKeyId: AccessKeyId,
      secretAccessKey: SecretAccessKey,
      sessionToken: SessionToken,
    },
  };
  expect(await ownRole(new IAMClient(settings), new STSClient(settings))).toBe(arn);
  expect(await ownRole(new IAMClient(aws.settings), new STSClient(aws.settings))).toBeUndefined();
});
