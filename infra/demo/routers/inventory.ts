import {
  ApplicationAutoScalingClient,
  DescribeScalableTargetsCommand,
  DescribeScalingPoliciesCommand,
  ListTagsForResourceCommand,
} from '@aws-sdk/client-application-auto-scaling';
import { CloudWatchClient, DescribeAlarmsCommand } from '@aws-sdk/client-cloudwatch';
import { DescribeServicesCommand, ECSClient, ListServicesCommand } from '@aws-sdk/client-ecs';
import {
  DescribeListenersCommand,
  DescribeLoadBalancersCommand,
  DescribeRulesCommand,
  DescribeTagsCommand,
  DescribeTargetGroupAttributesCommand,
  DescribeTargetGroupsCommand,
  ElasticLoadBalancingV2Client,
} from '@aws-sdk/client-elastic-load-balancing-v2';
import { clientOf } from '../aws-client.ts';
import type { Cloud } from '../../local/up/cloud.ts';

/**
 * What an account has of services and what stands before and beside them, as AWS describes it; but for what comes and goes without
 * anybody's doing, and the revisions of task definitions, which `revisions` has by service.
 */
export async function takeInventory(cloud: Cloud): Promise<Inventory> {
  const aws = clientOf(cloud);
  const { environment: cluster } = cloud.endpoints;
  const [ecs, elb] = [new ECSClient(aws), new ElasticLoadBalancingV2Client(aws)];
  const [scaling, cloudWatch] = [new ApplicationAutoScalingClient(aws), new CloudWatchClient(aws)];

  const { serviceArns: names = [] } = await ecs.send(new ListServicesCommand({ cluster }));
  const { services = [] } = await ecs.send(
    new DescribeServicesCommand({ cluster, services: names, include: ['TAGS'] }),
  );
  const { LoadBalancers = [] } = await elb.send(new DescribeLoadBalancersCommand({}));
  const { TargetGroups = [] } = await elb.send(new DescribeTargetGroupsCommand({}));
  const groups = TargetGroups.map(({ TargetGroupArn = '' }) => TargetGroupArn);
  const rules = [];
  for (const { LoadBalancerArn } of LoadBalancers) {
    const { Listeners = [] } = await elb.send(new DescribeListenersCommand({ LoadBalancerArn }));
    for (const { ListenerArn } of Listeners)
      rules.push(told((await elb.send(new DescribeRulesCommand({ ListenerArn }))).Rules));
  }
  const { ScalableTargets = [] } = await scaling.send(
    new DescribeScalableTargetsCommand({ ServiceNamespace: 'ecs' }),
  );

  return {
    revisions: Object.fromEntries(
      services.map(({ serviceName = '', taskDefinition }) => [
        serviceName,
        taskDefinition?.split('/').at(-1),
      ]),
    ),
    services: services.map(
      // What follows of what it runs, and when.
      ({ taskDefinition: _, deployments, events: __, currentServiceRevisions: ___, ...service }) => ({
        ...service,
        deployments: deployments?.length,
      }),
    ),
    rules,
    groups: await Promise.all(
      TargetGroups.map(async (group) => ({
        ...group,
        attributes: (
          await elb.send(new DescribeTargetGroupAttributesCommand({ TargetGroupArn: group.TargetGroupArn }))
        ).Attributes,
      })),
    ),
    groupTags: (await elb.send(new DescribeTagsCommand({ ResourceArns: groups }))).TagDescriptions,
    scaling: await Promise.all(
      ScalableTargets.map(async (target) => ({
        ...target,
        tags: (await scaling.send(new ListTagsForResourceCommand({ ResourceARN: target.ScalableTargetARN })))
          .Tags,
      })),
    ),
    policies: (await scaling.send(new DescribeScalingPoliciesCommand({ ServiceNamespace: 'ecs' })))
      .ScalingPolicies,
    alarms: (await cloudWatch.send(new DescribeAlarmsCommand({}))).MetricAlarms,
  };
}

/** By kind of thing. */
export interface Inventory {
  readonly revisions: Readonly<Record<string, string | undefined>>;
  readonly [kind: string]: unknown;
}

/** As AWS describes a login: it tells neither its secret nor whether that was given. */
const told = (rules: unknown): unknown =>
  JSON.parse(
    JSON.stringify(rules, (key, value: unknown) =>
      ['ClientSecret', 'UseExistingClientSecret'].includes(key) ? undefined : value,
    ),
  );
