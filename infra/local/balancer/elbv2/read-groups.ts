import {
  DescribeTargetGroupsCommand,
  DescribeTargetHealthCommand,
  type Action,
  type ElasticLoadBalancingV2Client,
} from '@aws-sdk/client-elastic-load-balancing-v2';
import type { LoadBalancer, Target, TargetGroup } from '../snapshot.ts';
import { unlessGone } from './unless-gone.ts';

/** Reads the target groups that listeners use, weight 0 included; one that goes meanwhile is left out. */
export async function readGroups(
  elb: ElasticLoadBalancingV2Client,
  loadBalancers: readonly LoadBalancer[],
): Promise<TargetGroup[]> {
  const actions = loadBalancers
    .flatMap(({ listeners }) => listeners.flatMap(({ rules }) => rules))
    .flatMap((rule) => rule.actions);
  const used = [...new Set(actions.flatMap(groupArnsOf))];
  return (await Promise.all(used.map((arn) => unlessGone(() => readGroup(elb, arn))))).flat();
}

const groupArnsOf = ({ TargetGroupArn, ForwardConfig }: Action): string[] =>
  [TargetGroupArn, ...(ForwardConfig?.TargetGroups ?? []).map((group) => group.TargetGroupArn)].filter(
    (arn) => arn !== undefined,
  );

async function readGroup(elb: ElasticLoadBalancingV2Client, arn: string): Promise<TargetGroup> {
  const [{ TargetGroups }, { TargetHealthDescriptions = [] }] = await Promise.all([
    elb.send(new DescribeTargetGroupsCommand({ TargetGroupArns: [arn] })),
    elb.send(new DescribeTargetHealthCommand({ TargetGroupArn: arn })),
  ]);
  const targets = TargetHealthDescriptions.filter(
    ({ TargetHealth }) => TargetHealth?.State !== 'draining',
  ).map(({ Target }): Target => ({ address: Target!.Id!, port: Target!.Port! }));
  return { arn, settings: TargetGroups![0]!, targets };
}
