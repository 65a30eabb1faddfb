import {
  DescribeTargetHealthCommand,
  type ElasticLoadBalancingV2Client,
  type TargetHealthDescription,
} from '@aws-sdk/client-elastic-load-balancing-v2';
import type { TargetsHealth } from '../load-balancing.ts';
import { groupName } from './actions.ts';

/** Asks for the health of a group's targets. */
export async function targetsHealth(
  elb: ElasticLoadBalancingV2Client,
  group: string,
): Promise<TargetsHealth> {
  const { TargetHealthDescriptions: found = [] } = await elb.send(
    new DescribeTargetHealthCommand({ TargetGroupArn: group }),
  );
  const registered = found.filter(({ TargetHealth }) => !TargetHealth?.State?.includes('draining'));
  const others = registered.filter(({ TargetHealth }) => TargetHealth?.State !== 'healthy');
  const healthy = registered.length - others.length;
  const summary = [
    `${healthy} of ${registered.length} targets in ${groupName(group)} are healthy`,
    ...others.slice(0, 3).map(describe),
  ].join('; ');
  return { healthy, registered: registered.length, summary };
}

function describe({ Target: target, TargetHealth: health }: TargetHealthDescription): string {
  const why = [health?.Reason, health?.Description].filter(Boolean).join(': ');
  return `${target?.Id}:${target?.Port} is ${health?.State}${why ? ` (${why})` : ''}`;
}
