import { DescribeServicesCommand, ECSClient, UpdateServiceCommand } from '@aws-sdk/client-ecs';
import {
  DescribeRulesCommand,
  ElasticLoadBalancingV2Client,
  ModifyRuleCommand,
  ModifyTargetGroupAttributesCommand,
  type Action,
} from '@aws-sdk/client-elastic-load-balancing-v2';
import { clientOf } from '../../../infra/demo/aws-client.ts';
import type { Cloud } from '../../../infra/local/up/cloud.ts';

const ATTRIBUTES = {
  'slow_start.duration_seconds': '30',
  'deregistration_delay.timeout_seconds': '4',
  'stickiness.enabled': 'true',
  'stickiness.type': 'lb_cookie',
};

/**
 * Gives a service, its target group and its rule what owners set: stickiness, a slow start, a deregistration delay, a grace period, and
 * less room for a deployment.
 */
export async function setAsOwnersDo(cloud: Cloud, service: string, rule: string): Promise<void> {
  const aws = clientOf(cloud);
  const [ecs, elb] = [new ECSClient(aws), new ElasticLoadBalancingV2Client(aws)];
  const { environment: cluster } = cloud.endpoints;
  await ecs.send(
    new UpdateServiceCommand({
      cluster,
      service,
      healthCheckGracePeriodSeconds: 5,
      deploymentConfiguration: { minimumHealthyPercent: 100, maximumPercent: 150 },
    }),
  );
  const { services } = await ecs.send(new DescribeServicesCommand({ cluster, services: [service] }));
  const TargetGroupArn = services?.[0]?.loadBalancers?.[0]?.targetGroupArn;
  const Attributes = Object.entries(ATTRIBUTES).map(([Key, Value]) => ({ Key, Value }));
  await elb.send(new ModifyTargetGroupAttributesCommand({ TargetGroupArn, Attributes }));
  const { Rules } = await elb.send(new DescribeRulesCommand({ RuleArns: [rule] }));
  await elb.send(new ModifyRuleCommand({ RuleArn: rule, Actions: Rules?.[0]?.Actions?.map(sticky) }));
}

const sticky = ({ Type, Order, ForwardConfig }: Action): Action => ({
  Type,
  Order,
  ForwardConfig: { ...ForwardConfig, TargetGroupStickinessConfig: { Enabled: true, DurationSeconds: 60 } },
});
