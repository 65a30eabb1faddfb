import {
  type ElasticLoadBalancingV2Client,
  paginateDescribeListeners,
  paginateDescribeRules,
  type TargetGroupTuple,
} from '@aws-sdk/client-elastic-load-balancing-v2';
import { balancerOf } from '../../../activities/load-balancing/alb/arns.ts';

/** The target groups with their weights that each action before a rule's load balancer forwards to: of all rules of all listeners, and their default actions. */
export async function forwardedBefore(
  client: ElasticLoadBalancingV2Client,
  rule: string,
): Promise<(readonly TargetGroupTuple[])[]> {
  const found: TargetGroupTuple[][] = [];
  const LoadBalancerArn = balancerOf({ arn: rule });
  for await (const { Listeners = [] } of paginateDescribeListeners({ client }, { LoadBalancerArn }))
    for (const { ListenerArn } of Listeners)
      // A listener's default action is told as a rule as well.
      for await (const { Rules = [] } of paginateDescribeRules({ client }, { ListenerArn }))
        for (const { ForwardConfig, TargetGroupArn } of Rules.flatMap(({ Actions = [] }) => Actions))
          found.push(ForwardConfig?.TargetGroups ?? (TargetGroupArn ? [{ TargetGroupArn, Weight: 1 }] : []));
  return found.filter((groups) => groups.length > 0);
}
