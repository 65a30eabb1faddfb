import { spawnSync } from 'node:child_process';
import { globSync, readFileSync } from 'node:fs';
import {
  CreateStackCommand,
  DeleteStackCommand,
  DescribeStacksCommand,
  ValidateTemplateCommand,
} from '@aws-sdk/client-cloudformation';
import { startAws, type AwsServer } from '../local/aws/server.ts';
import { until } from '../local/aws/until.ts';

const templates = globSync('infra/**/*.yaml', { exclude: ['infra/**/{node_modules,dist}/**'] })
  .filter((file) => readFileSync(file, 'utf8').startsWith('AWSTemplateFormatVersion'))
  .sort();

interface Finding {
  readonly Filename: string;
  readonly Message: string;
  readonly Rule: { readonly Id: string };
}

it('passes cfn-lint, but for the word that App Mesh has been shut down', () => {
  const { stdout } = spawnSync('.serin/python/bin/cfn-lint', ['--format', 'json', ...templates], {
    encoding: 'utf8',
  });
  const findings = JSON.parse(stdout) as Finding[];
  const known = ({ Rule, Message }: Finding) =>
    Rule.Id === 'W3696' && Message.startsWith("Resource type 'AWS::AppMesh::");
  expect(findings.some(known)).toBe(true);
  expect(findings.filter((finding) => !known(finding))).toEqual([]);
});

/** Values for the parameters that have none of their own. */
const VALUES: Readonly<Record<string, string>> = {
  EnvironmentName: 'lab',
  Namespace: 'yelb.local',
  FrontDoorPort: '0',
  MicroserviceName: 'some-service',
  Sha: 'aaaaaaaa',
  ContainerImage: 'some-service:v1',
  Port: '4567',
  Protocol: 'http',
  AppMesh: 'True',
  BuildComputeType: 'BUILD_GENERAL1_SMALL',
  TemporalApiKey: 'False',
  TemporalAddress: 'temporal:7233',
  TemporalNamespace: 'default',
  SharedStackName: 'shared',
  SerinImage: 'serin:v1',
  WorkerCount: '1',
  SourceProvider: 'S3',
  SampleMicroservices: 'True',
  LoginSecret: 'secret',
};

interface Wanted {
  readonly name: string;
  readonly file: string;
  readonly values?: Readonly<Record<string, string>>;
}

const ours = (name: string, values?: Wanted['values'], stack = name): Wanted => ({
  name: stack,
  file: `infra/aws/stacks/${name}.yaml`,
  ...(values && { values }),
});
const pipeline = (MicroserviceName: string, values: Wanted['values']): Wanted =>
  ours('pipeline', { ...values, MicroserviceName }, MicroserviceName);

/** Each needs those before it. */
const ENVIRONMENT: readonly Wanted[] = [
  ...['vpc', 'ecs-mesh', 'monitoring'].map((name) => ours(name)),
  ours('shared', { TemporalApiKey: 'secret' }),
  ours('serin', { TemporalApiKey: 'True' }),
  pipeline('from-bucket', {}),
  pipeline('from-codecommit', { SourceProvider: 'CodeCommit' }),
  pipeline('from-github', {
    SourceProvider: 'CodeConnections',
    ConnectionArn: 'arn:aws:codeconnections:eu-west-1:123456789012:connection/a',
    RepositoryId: 'shop/some-service',
  }),
  pipeline('without-mesh', { AppMesh: 'False', DeploymentFile: 'rollout.yaml' }),
  ...['appserver', 'db', 'redisserver', 'ui'].map((service) => ({
    name: `yelb-${service}`,
    file: `infra/samples/yelb/yelb-${service}/specfiles/canary-helper.yaml`,
    values: { MicroserviceName: `yelb-${service}` },
  })),
  { name: 'cart', file: 'infra/samples/cart/service.yaml', values: { Image: 'cart:v1', Version: 'v1' } },
];
const LOCAL: readonly Wanted[] = [{ name: 'environment', file: 'infra/local/environment/environment.yaml' }];

describe('in the local AWS', () => {
  let aws: AwsServer;
  beforeAll(async () => void (aws = await startAws()));
  afterAll(() => aws.stop());
  beforeEach(async () => {
    await aws.reset();
    await aws.knobs({ agent: 'simulated', ecs_start_ms: 10, ecs_stop_ms: 10, ecs_retry_s: 0.01 });
  });

  async function create({ name, file, values = {} }: Wanted): Promise<string> {
    const TemplateBody = readFileSync(file, 'utf8');
    const { Parameters = [] } = await aws.cloudFormation.send(new ValidateTemplateCommand({ TemplateBody }));
    const { StackId } = await aws.cloudFormation.send(
      new CreateStackCommand({
        StackName: name,
        TemplateBody,
        Capabilities: ['CAPABILITY_IAM'],
        Parameters: Parameters.flatMap(({ ParameterKey, DefaultValue }) => {
          const ParameterValue = values[ParameterKey!] ?? VALUES[ParameterKey!] ?? DefaultValue;
          return ParameterValue === undefined ? [] : [{ ParameterKey, ParameterValue }];
        }),
      }),
    );
    return StackId!;
  }

  const settled = (StackName: string) =>
    until(
      async () => (await aws.cloudFormation.send(new DescribeStacksCommand({ StackName }))).Stacks![0]!,
      ({ StackStatus }) => !StackStatus?.endsWith('_IN_PROGRESS'),
    );

  it.each([
    ["the stacks of an environment and the sample's versions", ENVIRONMENT],
    ["the local cloud's own stacks", LOCAL],
  ])('%s are created and deleted', async (_, stacks) => {
    const created: string[] = [];
    for (const stack of stacks) {
      created.push(await create(stack));
      expect(await settled(created.at(-1)!)).toMatchObject({
        StackName: stack.name,
        StackStatus: 'CREATE_COMPLETE',
      });
    }
    for (const id of created.toReversed()) {
      await aws.cloudFormation.send(new DeleteStackCommand({ StackName: id }));
      expect(await settled(id)).toMatchObject({ StackStatus: 'DELETE_COMPLETE' });
    }
  });
});

it('leaves no template out', () => {
  const made = [...ENVIRONMENT, ...LOCAL].map(({ file }) => file);
  // The second article's are created and deleted by its own walk-through.
  const elsewhere = /^infra\/samples\/flask-todo\//;
  expect(templates.filter((file) => !made.includes(file) && !elsewhere.test(file))).toEqual([]);
});
