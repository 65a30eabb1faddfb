import {
  DescribeTargetHealthCommand,
  type ElasticLoadBalancingV2Client,
  type TargetHealthDescription,
} from '@aws-sdk/client-elastic-load-balancing-v2';
import { groupName } from './alb-forward.ts';

/** How the targets of a group are; those that drain get no requests and do not count. */
export interface TargetsHealth {
  readonly healthy: number;
  readonly registered: number;
  /** A sentence for the person who waits. */
  readonly summary: string;
}

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

/** Whether all of at least one target are healthy. */
export const allHealthy = ({ healthy, registered }: TargetsHealth): boolean =>
  registered > 0 && healthy === registered;

function describe({ Target: target, TargetHealth: health }: TargetHealthDescription): string {
  const why = [health?.Reason, health?.Description].filter(Boolean).join(': ');
  return `${target?.Id}:${target?.Port} is ${health?.State}${why ? ` (${why})` : ''}`;
}
