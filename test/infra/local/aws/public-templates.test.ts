import {
  CreateStackCommand,
  DeleteStackCommand,
  DescribeStackEventsCommand,
  DescribeStackResourcesCommand,
  DescribeStacksCommand,
} from '@aws-sdk/client-cloudformation';
import { startAws, type AwsServer } from './server.ts';
import { until } from './until.ts';

let aws: AwsServer;
beforeAll(async () => void (aws = await startAws()));
afterAll(() => aws.stop());
beforeEach(() => aws.reset());

type Resource = readonly [type: string, properties: object];
const trustedBy = (Service: string) => ({
  Statement: [{ Effect: 'Allow', Principal: { Service }, Action: 'sts:AssumeRole' }],
});
const role: Resource = ['AWS::IAM::Role', { AssumeRolePolicyDocument: trustedBy('codebuild.amazonaws.com') }];
const cloudMap: Record<string, Resource> = {
  Vpc: ['AWS::EC2::VPC', { CidrBlock: '10.0.0.0/16' }],
  Namespace: ['AWS::ServiceDiscovery::PrivateDnsNamespace', { Name: 'shop.local', Vpc: { Ref: 'Vpc' } }],
  Entry: [
    'AWS::ServiceDiscovery::Service',
    {
      Name: 'cart',
      DnsConfig: { DnsRecords: [{ Type: 'A', TTL: '10' }], NamespaceId: { Ref: 'Namespace' } },
    },
  ],
};

/** What templates that others published have in them, each once refused here though AWS takes it. */
const FORMS: [what: string, resources: Record<string, Resource>, id: RegExp][] = [
  [
    'AWS’s own managed policies',
    {
      Made: [
        'AWS::IAM::Role',
        {
          AssumeRolePolicyDocument: trustedBy('ecs-tasks.amazonaws.com'),
          ManagedPolicyArns: [
            'arn:aws:iam::aws:policy/service-role/AmazonECSTaskExecutionRolePolicy',
            'arn:aws:iam::aws:policy/CloudWatchFullAccess',
          ],
        },
      ],
    },
    /^public-Made-/,
  ],
  [
    'inline policies without a version',
    {
      Made: [
        'AWS::IAM::Role',
        {
          AssumeRolePolicyDocument: trustedBy('ecs-tasks.amazonaws.com'),
          Policies: [
            {
              PolicyName: 'metrics',
              PolicyDocument: {
                Statement: [{ Effect: 'Allow', Action: 'cloudwatch:PutMetricData', Resource: '*' }],
              },
            },
          ],
        },
      ],
    },
    /^public-Made-/,
  ],
  [
    'a role whose made-up name has to be cut to 64 characters',
    { [`Role${'OfAnEndlessName'.repeat(5)}`]: role },
    /^public-RoleOfAnEndlessName\w{20,}-\w{12}$/,
  ],
  [
    'an instance whose made-up id has to be cut to 64 characters',
    {
      ...cloudMap,
      [`Made${'InstanceOfAnEndlessName'.repeat(3)}`]: [
        'AWS::ServiceDiscovery::Instance',
        { InstanceAttributes: { AWS_INSTANCE_IPV4: '10.10.10.10' }, ServiceId: { Ref: 'Entry' } },
      ],
    },
    /^public-Made\w{40,}-\w{12}$/,
  ],
  [
    'a build project that names its role',
    {
      Role: role,
      Made: [
        'AWS::CodeBuild::Project',
        {
          Name: 'cart-build',
          ServiceRole: { Ref: 'Role' },
          Artifacts: { Type: 'CODEPIPELINE' },
          Source: { Type: 'CODEPIPELINE', BuildSpec: 'build.yml' },
          Environment: {
            Type: 'LINUX_CONTAINER',
            Image: 'aws/codebuild/standard:4.0',
            ComputeType: 'BUILD_GENERAL1_SMALL',
          },
        },
      ],
    },
    /^cart-build$/,
  ],
  [
    'a function whose code lies in S3, and who may call it',
    {
      Role: role,
      Function: [
        'AWS::Lambda::Function',
        {
          Handler: 'main.handler',
          Runtime: 'python3.12',
          Timeout: '20',
          Role: { 'Fn::GetAtt': ['Role', 'Arn'] },
          Code: { S3Bucket: 'of-another', S3Key: 'function.zip' },
          Tags: [{ Key: 'team', Value: 'shop' }],
        },
      ],
      Made: [
        'AWS::Lambda::Permission',
        {
          Action: 'lambda:InvokeFunction',
          FunctionName: { 'Fn::GetAtt': ['Function', 'Arn'] },
          Principal: 'events.amazonaws.com',
        },
      ],
    },
    /^public-Made-/,
  ],
  [
    'a state machine whose definition lies in S3',
    {
      Role: role,
      Made: [
        'AWS::StepFunctions::StateMachine',
        {
          StateMachineType: 'STANDARD',
          DefinitionS3Location: { Bucket: 'of-another', Key: 'definition.json' },
          DefinitionSubstitutions: { Function: 'arn:aws:lambda:eu-west-1:123456789012:function:f' },
          RoleArn: { 'Fn::GetAtt': ['Role', 'Arn'] },
        },
      ],
    },
    /^arn:aws:states:eu-west-1:123456789012:stateMachine:public-Made-/,
  ],
];

it.each(FORMS)('a stack takes %s, and goes without a rest', async (_what, resources, id) => {
  const StackName = 'public';
  const declared = Object.entries(resources).map(([name, [Type, Properties]]) => [
    name,
    { Type, Properties },
  ]);
  await aws.cloudFormation.send(
    new CreateStackCommand({
      StackName,
      TemplateBody: JSON.stringify({ Resources: Object.fromEntries(declared) as object }),
      Capabilities: ['CAPABILITY_IAM'],
    }),
  );
  expect(await settled(StackName)).toEqual({ status: 'CREATE_COMPLETE', failures: [] });
  const { StackResources = [] } = await aws.cloudFormation.send(
    new DescribeStackResourcesCommand({ StackName }),
  );
  const made = StackResources.find(
    ({ LogicalResourceId }) => LogicalResourceId === Object.keys(resources).at(-1),
  );
  expect(made?.PhysicalResourceId).toMatch(id);
  await aws.cloudFormation.send(new DeleteStackCommand({ StackName }));
  expect(await settled(StackResources[0]!.StackId!)).toEqual({ status: 'DELETE_COMPLETE', failures: [] });
});

/** How a stack has come to rest, and why what failed did. */
async function settled(StackName: string) {
  const { Stacks } = await until(
    () => aws.cloudFormation.send(new DescribeStacksCommand({ StackName })),
    ({ Stacks: found }) => !found?.[0]?.StackStatus?.endsWith('_IN_PROGRESS'),
  );
  const { StackEvents = [] } = await aws.cloudFormation.send(new DescribeStackEventsCommand({ StackName }));
  const failed = StackEvents.filter(({ ResourceStatus }) => ResourceStatus?.endsWith('_FAILED'));
  return {
    status: Stacks?.[0]?.StackStatus,
    failures: failed.map(({ ResourceStatusReason }) => ResourceStatusReason),
  };
}
