import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { CreateStackCommand, DescribeStacksCommand, ListStacksCommand } from '@aws-sdk/client-cloudformation';
import { UpdateServiceCommand } from '@aws-sdk/client-ecs';
import { cloudFormationProvisioner } from '../../../activities/provisioners/cloudformation.ts';
import type { CloudFormationSpec } from '../../../workflows/rollout/provisioner-spec.ts';
import { ANSWERS, truly } from '../../infra/local/aws/answers.ts';
import { awsOfSuite } from '../../infra/local/aws/aws-of-suite.ts';
import { eventually } from '../../infra/local/eventually.ts';
import { provisionerContract, settled } from './contract.ts';

const TEMPLATES = join('test', 'infra', 'local', 'aws', 'templates');
const template = (name: string) => readFileSync(join(TEMPLATES, name), 'utf8');

const aws = awsOfSuite({
  agent: 'simulated',
  ecs_retry_s: 0.05,
  cfn_failed_tasks: 1,
  tasks: [
    // Slow enough to be seen on its way.
    { match: 'cart:good', start_ms: 1500 },
    { match: 'cart:broken', fail: true, reason: 'CannotPullContainerError: cart:broken: not found' },
  ],
});

const specOf = (changes: Partial<CloudFormationSpec> & { image?: string } = {}): CloudFormationSpec => ({
  kind: 'cloudFormation',
  owner: { environment: 'shop', service: 'cart' },
  stackPrefix: 'shop-cart',
  templateBody: template('version.yaml'),
  capabilities: [],
  parameters: {
    EnvironmentName: 'shop',
    MicroserviceName: 'cart',
    Namespace: 'shop.local',
    Sha: 'v1',
    ContainerImage: changes.image ?? 'cart:good',
    Port: '4567',
    Protocol: 'http',
  },
  ...changes,
});

const provisioner = (changes?: Parameters<typeof specOf>[0]) =>
  cloudFormationProvisioner(aws.cloudFormation, aws.ecs, specOf(changes));

async function environment(): Promise<void> {
  await aws.cloudFormation.send(
    new CreateStackCommand({
      StackName: 'shop',
      TemplateBody: template('environment.yaml'),
      Capabilities: ['CAPABILITY_NAMED_IAM'],
      Parameters: [
        { ParameterKey: 'EnvironmentName', ParameterValue: 'shop' },
        { ParameterKey: 'Namespace', ParameterValue: 'shop.local' },
      ],
    }),
  );
  await eventually(async () => {
    const { Stacks: stacks } = await aws.cloudFormation.send(
      new DescribeStacksCommand({ StackName: 'shop' }),
    );
    return stacks?.[0]?.StackStatus === 'CREATE_COMPLETE';
  });
}

const stackNames = async () =>
  ((await aws.cloudFormation.send(new ListStacksCommand({}))).StackSummaries ?? []).map(
    ({ StackName }) => StackName,
  );

describe.each(ANSWERS)('a CloudFormation stack per version, on an AWS %s', (_, answers) => {
  provisionerContract(async () => {
    await environment();
    await aws.knobs(answers);
    return {
      good: provisioner(),
      bad: provisioner({ image: 'cart:broken' }),
      isThere: (version) =>
        truly(aws, answers, async () => (await provisioner().readiness(version)).kind !== 'absent'),
    };
  });
});

it('names the resource that failed, and why', async () => {
  await environment();
  const bad = provisioner({ image: 'cart:broken' });
  await bad.create('v1', 'run-1');
  expect(await settled(bad, 'v1')).toMatchObject({
    reason: expect.stringMatching(/ECSService \(AWS::ECS::Service\): .*CannotPullContainerError/s),
  });
});

it('takes no version for ready that is scaled to no tasks, since nobody would answer', async () => {
  await environment();
  const good = provisioner();
  await good.create('v1', 'run-1');
  expect(await settled(good, 'v1')).toEqual({ kind: 'ready' });
  const service = { cluster: 'shop', service: 'cart-v1' };
  await aws.ecs.send(new UpdateServiceCommand({ ...service, desiredCount: 0 }));
  const reason = await eventually(async () => {
    const readiness = await good.readiness('v1');
    return readiness.kind === 'pending' && /no tasks/.test(readiness.reason) ? readiness.reason : undefined;
  });
  expect(reason).toBe('ECS service cart-v1 is scaled to no tasks');
});

it('says why the tasks of a stack under way do not start', async () => {
  await environment();
  await aws.knobs({ cfn_failed_tasks: null });
  const bad = provisioner({ image: 'cart:broken' });
  await bad.create('v1', 'run-1');
  const reason = await eventually(async () => {
    const readiness = await bad.readiness('v1');
    return readiness.kind === 'pending' && /last task stopped/.test(readiness.reason)
      ? readiness.reason
      : undefined;
  });
  expect(reason).toMatch(
    /stack shop-cart-v1 is CREATE_IN_PROGRESS: .*ECS service cart-v1 runs 0 of 1 tasks.*CannotPullContainerError/s,
  );
});

it('finds the ECS services of a stack behind more than a hundred other resources', async () => {
  await environment();
  const others = Array.from(
    { length: 100 },
    (_, i) => `  Setting${i}: { Type: AWS::SSM::Parameter, Properties: { Type: String, Value: x } }\n`,
  );
  const many = provisioner({
    templateBody: template('version.yaml').replace(/^Resources:\n/m, `Resources:\n${others.join('')}`),
  });
  await many.create('v1', 'run-1');
  expect(await settled(many, 'v1')).toEqual({ kind: 'ready' });
  expect(await many.services('v1')).toEqual(['service/shop/cart-v1']);
  expect(await many.healthyTasks('v1')).toBeGreaterThan(0);
});

it.each([
  ['that is no template', { templateBody: 'Resources: [' }, /.+/],
  [
    'that asks for a parameter nobody gives',
    { templateBody: 'Parameters: { Colour: { Type: String } }\nResources: {}' },
    /Colour|Resources/,
  ],
  [
    'that needs a capability which the plan does not name',
    {
      templateBody:
        'Resources:\n  Role:\n    Type: AWS::IAM::Role\n    Properties:\n      AssumeRolePolicyDocument: {}\n',
    },
    /CAPABILITY_IAM/,
  ],
])('refuses a template %s before anything is made', async (_what, changes, reason) => {
  await expect(provisioner(changes).create('v1', 'run-1')).rejects.toThrow(reason);
  expect(await stackNames()).toEqual([]);
});
