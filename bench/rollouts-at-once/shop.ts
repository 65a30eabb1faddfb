import {
  CloudFormationClient,
  CreateStackCommand,
  DescribeStacksCommand,
} from '@aws-sdk/client-cloudformation';
import { CloudWatchClient, PutMetricDataCommand } from '@aws-sdk/client-cloudwatch';
import {
  CreateClusterCommand,
  CreateServiceCommand,
  ECSClient,
  RegisterTaskDefinitionCommand,
} from '@aws-sdk/client-ecs';
import {
  CreateListenerCommand,
  CreateLoadBalancerCommand,
  CreateRuleCommand,
  CreateTargetGroupCommand,
  ElasticLoadBalancingV2Client,
} from '@aws-sdk/client-elastic-load-balancing-v2';
import { setTimeout as sleep } from 'node:timers/promises';
import { ownerTags } from '../../activities/ownership.ts';

const NETWORK = `
Resources:
  Network: { Type: AWS::EC2::VPC, Properties: { CidrBlock: 10.0.0.0/16 } }
  Subnet: { Type: AWS::EC2::Subnet, Properties: { VpcId: !Ref Network, CidrBlock: 10.0.1.0/24 } }
Outputs:
  Network: { Value: !Ref Network }
  Subnet: { Value: !Ref Subnet }
`;

/** Services behind one load balancer, each with a rule of its own and two target groups. */
export interface Shop {
  readonly services: readonly { readonly name: string; readonly rule: string }[];
  /** Lets CloudWatch know that every target group has had so many requests, none of which failed. */
  countRequests(count: number): Promise<void>;
}

/** Makes so many services of version `v0` by the AWS API at this address; their tasks are simulated. */
export async function makeShop(endpoint: string, count: number): Promise<Shop> {
  const aws = {
    endpoint,
    region: 'us-west-2',
    credentials: { accessKeyId: 'test', secretAccessKey: 'test' },
  };
  const ecs = new ECSClient(aws);
  const elb = new ElasticLoadBalancingV2Client(aws);
  const cloudWatch = new CloudWatchClient(aws);
  const { vpc, subnet } = await network(new CloudFormationClient(aws));
  const { LoadBalancers } = await elb.send(
    new CreateLoadBalancerCommand({ Name: 'shop', Subnets: [subnet] }),
  );
  const balancer = LoadBalancers![0]!.LoadBalancerArn!;
  const { Listeners } = await elb.send(
    new CreateListenerCommand({
      LoadBalancerArn: balancer,
      Protocol: 'HTTP',
      Port: 80,
      DefaultActions: [{ Type: 'fixed-response', FixedResponseConfig: { StatusCode: '404' } }],
    }),
  );
  const listener = Listeners![0]!.ListenerArn!;
  await ecs.send(new CreateClusterCommand({ clusterName: 'shop' }));

  const makeGroup = async (Name: string, service: string, version?: string) => {
    const Tags = Object.entries({
      'serin:environment': 'shop',
      'serin:service': service,
      ...(version && { 'serin:version': version }),
    }).map(([Key, Value]) => ({ Key, Value }));
    const { TargetGroups } = await elb.send(
      new CreateTargetGroupCommand({ Name, Protocol: 'HTTP', Port: 80, VpcId: vpc, TargetType: 'ip', Tags }),
    );
    return TargetGroups![0]!.TargetGroupArn!;
  };
  const groups: string[] = [];
  const makeService = async (i: number) => {
    const name = `service-${i}`;
    const [a, b] = [await makeGroup(`${name}-a`, name, 'v0'), await makeGroup(`${name}-b`, name)];
    groups.push(a, b);
    const { Rules } = await elb.send(
      new CreateRuleCommand({
        ListenerArn: listener,
        Priority: i + 1,
        Conditions: [{ Field: 'path-pattern', Values: [`/${name}/*`] }],
        Actions: [
          {
            Type: 'forward',
            ForwardConfig: {
              TargetGroups: [
                { TargetGroupArn: a, Weight: 100 },
                { TargetGroupArn: b, Weight: 0 },
              ],
            },
          },
        ],
      }),
    );
    const containerDefinitions = [
      { name: 'app', image: `${name}:v0`, memory: 64, portMappings: [{ containerPort: 80 }] },
    ];
    await ecs.send(new RegisterTaskDefinitionCommand({ family: name, containerDefinitions }));
    await ecs.send(
      new CreateServiceCommand({
        cluster: 'shop',
        serviceName: name,
        taskDefinition: name,
        desiredCount: 2,
        loadBalancers: [{ targetGroupArn: a, containerName: 'app', containerPort: 80 }],
        tags: Object.entries(ownerTags({ environment: 'shop', service: name }, 'v0')).map(([key, value]) => ({
          key,
          value,
        })),
      }),
    );
    return { name, rule: Rules![0]!.RuleArn! };
  };
  const services = [];
  for (let i = 0; i < count; i++) services.push(await makeService(i));

  return {
    services,
    async countRequests(Value) {
      const MetricData = groups.map((group) => ({
        MetricName: 'RequestCount',
        Value,
        Unit: 'Count' as const,
        StorageResolution: 1,
        Dimensions: [
          { Name: 'LoadBalancer', Value: balancer.split(':loadbalancer/')[1]! },
          { Name: 'TargetGroup', Value: group.split(':').at(-1)! },
        ],
      }));
      await cloudWatch.send(new PutMetricDataCommand({ Namespace: 'AWS/ApplicationELB', MetricData }));
    },
  };
}

async function network(cloudFormation: CloudFormationClient) {
  await cloudFormation.send(new CreateStackCommand({ StackName: 'network', TemplateBody: NETWORK }));
  for (;;) {
    const { Stacks } = await cloudFormation.send(new DescribeStacksCommand({ StackName: 'network' }));
    const output = (name: string) =>
      Stacks?.[0]?.Outputs?.find(({ OutputKey }) => OutputKey === name)?.OutputValue ?? '';
    if (Stacks?.[0]?.StackStatus === 'CREATE_COMPLETE')
      return { vpc: output('Network'), subnet: output('Subnet') };
    await sleep(100);
  }
}
