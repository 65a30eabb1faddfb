import {
  CreateStackCommand,
  DescribeStackResourcesCommand,
  DescribeStacksCommand,
} from '@aws-sdk/client-cloudformation';
import { GetMetricDataCommand } from '@aws-sdk/client-cloudwatch';
import {
  CreateClusterCommand,
  DescribeClustersCommand,
  DescribeServiceDeploymentsCommand,
  DescribeServiceRevisionsCommand,
  DescribeServicesCommand,
  DescribeTasksCommand,
  TagResourceCommand,
} from '@aws-sdk/client-ecs';
import {
  DescribeListenersCommand,
  DescribeLoadBalancersCommand,
  DescribeRulesCommand,
  DescribeTagsCommand,
  DescribeTargetGroupsCommand,
  ElasticLoadBalancingV2Client,
} from '@aws-sdk/client-elastic-load-balancing-v2';
import { eventually } from '../eventually.ts';
import { startAws, type AwsServer } from './server.ts';

let aws: AwsServer;
let elb: ElasticLoadBalancingV2Client;
beforeAll(async () => {
  aws = await startAws();
  elb = new ElasticLoadBalancingV2Client(aws.settings);
  await aws.ecs.send(new CreateClusterCommand({ clusterName: 'shop' }));
});
afterAll(() => aws.stop());

const ARN = 'arn:aws:elasticloadbalancing:eu-west-1:123456789012';
const some = (count: number, prefix = '') => Array.from({ length: count }, (_, i) => `${prefix}${i}`);
const MetricStat = { Metric: { Namespace: 'shop', MetricName: 'sold' }, Stat: 'Sum', Period: 60 };
const queries = (count: number) => some(count, 'q').map((Id) => ({ Id, MetricStat }));
const window = { StartTime: new Date(0), EndTime: new Date(60_000) };

/** Calls with so many of what they name; AWS takes as many as are said, and not one more. */
const CALLS: readonly (readonly [name: string, most: number, call: (count: number) => Promise<unknown>])[] = [
  [
    'DescribeServices',
    10,
    (count) => aws.ecs.send(new DescribeServicesCommand({ cluster: 'shop', services: some(count) })),
  ],
  [
    'DescribeTasks',
    100,
    (count) => aws.ecs.send(new DescribeTasksCommand({ cluster: 'shop', tasks: some(count) })),
  ],
  ['DescribeClusters', 100, (count) => aws.ecs.send(new DescribeClustersCommand({ clusters: some(count) }))],
  [
    'DescribeServiceRevisions',
    20,
    (count) => aws.ecs.send(new DescribeServiceRevisionsCommand({ serviceRevisionArns: some(count) })),
  ],
  [
    'DescribeServiceDeployments',
    20,
    (count) => aws.ecs.send(new DescribeServiceDeploymentsCommand({ serviceDeploymentArns: some(count) })),
  ],
  [
    'DescribeTags',
    20,
    (count) => elb.send(new DescribeTagsCommand({ ResourceArns: some(count, `${ARN}:targetgroup/t/`) })),
  ],
  [
    'GetMetricData',
    500,
    (count) =>
      aws.cloudWatch.send(new GetMetricDataCommand({ ...window, MetricDataQueries: queries(count) })),
  ],
];

it.each(CALLS)('%s takes %d at once, and refuses one more', async (_, most, call) => {
  await call(most);
  await expect(call(most + 1)).rejects.toThrow(`cannot have more than ${most} elements`);
});

it.each([
  ['DescribeRules', 20, new DescribeRulesCommand({ RuleArns: some(21, `${ARN}:listener-rule/`) })],
  ['DescribeListeners', 20, new DescribeListenersCommand({ ListenerArns: some(21, `${ARN}:listener/`) })],
  ['DescribeLoadBalancers', 20, new DescribeLoadBalancersCommand({ Names: some(21) })],
  ['DescribeTargetGroups', 100, new DescribeTargetGroupsCommand({ Names: some(101) })],
])('%s refuses more than %d', async (_, most, command) => {
  await expect(elb.send(command)).rejects.toThrow(`cannot have more than ${most} elements`);
});

it('gives no resource more than 50 tags, however they come', async () => {
  const { clusters: [cluster] = [] } = await aws.ecs.send(
    new DescribeClustersCommand({ clusters: ['shop'] }),
  );
  const tag = (from: number, to: number) =>
    aws.ecs.send(
      new TagResourceCommand({
        resourceArn: cluster?.clusterArn,
        tags: some(to)
          .slice(from)
          .map((key) => ({ key, value: '' })),
      }),
    );
  await tag(0, 30);
  await tag(20, 50);
  await expect(tag(50, 51)).rejects.toThrow('50 tags at most');
});

it('shows the first hundred resources of a stack, where they do not come by pages', async () => {
  const Resources = Object.fromEntries(
    some(101, 'P').map((name) => [
      name,
      { Type: 'AWS::SSM::Parameter', Properties: { Type: 'String', Value: 'x' } },
    ]),
  );
  await aws.cloudFormation.send(
    new CreateStackCommand({ StackName: 'many', TemplateBody: JSON.stringify({ Resources }) }),
  );
  await eventually(async () => {
    const { Stacks } = await aws.cloudFormation.send(new DescribeStacksCommand({ StackName: 'many' }));
    return Stacks?.[0]?.StackStatus === 'CREATE_COMPLETE';
  });
  const { StackResources } = await aws.cloudFormation.send(
    new DescribeStackResourcesCommand({ StackName: 'many' }),
  );
  expect(StackResources).toHaveLength(100);
});
