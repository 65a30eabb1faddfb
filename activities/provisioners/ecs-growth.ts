import { type ECSClient, type Service, UpdateServiceCommand } from '@aws-sdk/client-ecs';
import type { Growth } from '../../workflows/rollout/growth.ts';
import type { LoadBalancing } from '../load-balancing/load-balancing.ts';
import { serviceOf, type EcsPlace } from './ecs-services.ts';
import type { Readiness } from './provisioner.ts';

/** Asks for as many tasks of a canary as its weight is of stable's, and tells whether they are there. Nothing shrinks. */
export async function growService(
  ecs: ECSClient,
  balancing: LoadBalancing,
  spec: EcsPlace,
  growth: Growth,
): Promise<Readiness> {
  const stable = await serviceOf(ecs, spec, growth.stable);
  const canary = await serviceOf(ecs, spec, growth.canary);
  if (stable === undefined || canary === undefined) return { kind: 'absent' };
  const tasks = tasksFor(stable, growth.weight);
  const { cluster } = spec;
  const { serviceName: service, loadBalancers = [], desiredCount = 0 } = canary;
  if (desiredCount < tasks)
    await ecs.send(new UpdateServiceCommand({ cluster, service, desiredCount: tasks }));
  for (const { targetGroupArn: group } of loadBalancers) {
    if (group === undefined) continue;
    const { healthy, summary } = await balancing.health(group);
    if (healthy < tasks)
      return {
        kind: 'pending',
        reason: `${service} grows to ${tasks} tasks for its next weight: ${summary}`,
      };
  }
  return { kind: 'ready' };
}

/** Tasks that carry a share of the traffic as well as stable's carry all of it. */
const tasksFor = ({ desiredCount = 0 }: Service, weight: number): number =>
  Math.max(1, Math.ceil((desiredCount * weight) / 100));
