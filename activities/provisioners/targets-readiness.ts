import type { Service } from '@aws-sdk/client-ecs';
import { allHealthy, type LoadBalancing } from '../load-balancing/load-balancing.ts';
import type { Readiness } from './provisioner.ts';

/** Tasks run; requests reach them once the load balancer finds them healthy, too. */
export async function targetsReadiness(balancing: LoadBalancing, service: Service): Promise<Readiness> {
  for (const { targetGroupArn: group } of service.loadBalancers ?? []) {
    if (group === undefined) continue;
    const health = await balancing.health(group);
    if (!allHealthy(health) || health.healthy < (service.desiredCount ?? 0))
      return { kind: 'pending', reason: health.summary };
  }
  return { kind: 'ready' };
}
