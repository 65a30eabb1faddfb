import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import {
  CreateStackCommand,
  DeleteStackCommand,
  DescribeStacksCommand,
} from '@aws-sdk/client-cloudformation';
import { CreateClusterCommand, DescribeTaskDefinitionCommand, ECSClient } from '@aws-sdk/client-ecs';
import { CreatePolicyCommand, IAMClient } from '@aws-sdk/client-iam';
import { readWorkerConfig } from '../../worker/config.ts';
import { startAws, type AwsServer } from '../infra/local/aws/server.ts';
import { until } from '../infra/local/aws/until.ts';

const CLOUDFORMATION = 'examples/worker/cloudformation/worker.yaml';
const ALL = [CLOUDFORMATION, 'examples/worker/terraform/main.tf', 'examples/worker/cdk/serin-worker.ts'];
const SECRET = 'arn:aws:secretsmanager:eu-west-1:123456789012:secret:temporal-abcdef';

it('passes cfn-lint', () => {
  const { stdout, status } = spawnSync('.serin/python/bin/cfn-lint', [CLOUDFORMATION], { encoding: 'utf8' });
  expect({ stdout: stdout.trim(), status }).toEqual({ stdout: '', status: 0 });
});

it.each([...ALL, 'infra/aws/stacks/serin.yaml'])(
  '%s looks after the health of its workers as the image does',
  (file) => {
    const [, program = ''] = /CMD \["node", "([^"]+)"/.exec(readFileSync('Dockerfile', 'utf8')) ?? [];
    expect(readFileSync(file, 'utf8')).toMatch(
      new RegExp(`CMD['"]?, ['"]?node['"]?, ['"]?${program}['"]?, ['"]127\\.0\\.0\\.1:8080`),
    );
  },
);

it.each(ALL)('%s sets the same variables', (file) => {
  const named = readFileSync(file, 'utf8').match(/\b(?:SERIN|TEMPORAL|AWS)_[A-Z_]+\b/g);
  expect([...new Set(named)].sort()).toEqual([
    'AWS_REGION',
    'SERIN_HEALTH_ADDRESS',
    'SERIN_TASK_QUEUE',
    'TEMPORAL_ADDRESS',
    'TEMPORAL_API_KEY',
    'TEMPORAL_NAMESPACE',
  ]);
});

describe('in the local AWS', () => {
  let aws: AwsServer;
  beforeAll(async () => {
    aws = await startAws();
    await aws.knobs({ agent: 'simulated', ecs_start_ms: 10, ecs_stop_ms: 10, ecs_retry_s: 0.01 });
  });
  afterAll(() => aws.stop());

  it.each([
    ['with a key for Temporal', SECRET],
    ['without one', ''],
  ])('the stack of workers is created and deleted, %s', async (_how, secret) => {
    const ecs = new ECSClient(aws.settings);
    await ecs.send(new CreateClusterCommand({ clusterName: 'shop' }));
    const { Policy } = await new IAMClient(aws.settings).send(
      new CreatePolicyCommand({
        PolicyName: `serin-cart-${secret.length}`,
        PolicyDocument: JSON.stringify({
          Version: '2012-10-17',
          Statement: [{ Effect: 'Allow', Action: 'ecs:DescribeServices', Resource: '*' }],
        }),
      }),
    );
    const given = {
      Cluster: 'shop',
      Subnets: 'subnet-1,subnet-2',
      SecurityGroups: 'sg-1',
      Image: 'serin:0.4.0',
      TemporalAddress: 'temporal:7233',
      TemporalApiKeySecret: secret,
      RolloutPolicies: Policy?.Arn ?? '',
    };
    const { StackId: StackName = '' } = await aws.cloudFormation.send(
      new CreateStackCommand({
        StackName: 'serin',
        TemplateBody: readFileSync(CLOUDFORMATION, 'utf8'),
        Capabilities: ['CAPABILITY_IAM'],
        Parameters: Object.entries(given).map(([ParameterKey, ParameterValue]) => ({
          ParameterKey,
          ParameterValue,
        })),
      }),
    );
    const settled = () =>
      until(
        async () => (await aws.cloudFormation.send(new DescribeStacksCommand({ StackName }))).Stacks![0]!,
        ({ StackStatus }) => !StackStatus?.endsWith('_IN_PROGRESS'),
      );
    expect(await settled()).toMatchObject({ StackStatus: 'CREATE_COMPLETE' });

    const { taskDefinition } = await ecs.send(
      new DescribeTaskDefinitionCommand({ taskDefinition: 'serin-worker' }),
    );
    const [worker] = taskDefinition?.containerDefinitions ?? [];
    const variables = Object.fromEntries(
      (worker?.environment ?? []).map(({ name = '', value = '' }) => [name, value]),
    );
    expect(readWorkerConfig(variables)).toMatchObject({ taskQueue: 'serin' });
    expect((worker?.secrets ?? []).map(({ valueFrom }) => valueFrom)).toEqual(secret ? [secret] : []);

    await aws.cloudFormation.send(new DeleteStackCommand({ StackName }));
    expect(await settled()).toMatchObject({ StackStatus: 'DELETE_COMPLETE' });
  });
});
