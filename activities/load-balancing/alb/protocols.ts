import {
  DescribeTargetGroupsCommand,
  type ElasticLoadBalancingV2Client,
} from '@aws-sdk/client-elastic-load-balancing-v2';
import type { ListenerRule } from '../../../workflows/rollout/listener-rule.ts';
import { groupsOf } from './actions.ts';
import { readRules } from './rule.ts';

/**
 * Which of a rule's target groups speak gRPC, by their names: a call that fails is HTTP 200 there, with its status in the trailers.
 * https://docs.aws.amazon.com/elasticloadbalancing/latest/application/load-balancer-target-groups.html#target-group-protocol-version
 */
export async function grpcGroups(elb: ElasticLoadBalancingV2Client, rule: ListenerRule): Promise<string[]> {
  const [{ actions }] = await readRules(elb, rule);
  const TargetGroupArns = groupsOf(actions).map(({ arn }) => arn);
  const { TargetGroups = [] } = await elb.send(new DescribeTargetGroupsCommand({ TargetGroupArns }));
  return TargetGroups.filter(({ ProtocolVersion }) => ProtocolVersion === 'GRPC').flatMap(
    ({ TargetGroupName }) => TargetGroupName ?? [],
  );
}
