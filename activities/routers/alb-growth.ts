import { type ECSClient, type Service, UpdateServiceCommand } from '@aws-sdk/client-ecs';
import type { ElasticLoadBalancingV2Client } from '@aws-sdk/client-elastic-load-balancing-v2';
import { ApplicationFailure } from '@temporalio/common';
import type { GrowthSpec } from '../../workflows/rollout/router-spec.ts';
import type { TrafficSplit } from '../../workflows/rollout/traffic-split.ts';
import { serviceOf } from '../provisioners/ecs-services.ts';
import { targetsHealth } from './alb-targets.ts';
import type { TrafficRouter } from './router.ts';

/**
 * A router that gives a version more traffic only once it has the tasks for it, as many as its share of stable's, and
 * then asks for those of the next weight, so that they start while this one is watched. Nothing shrinks on the way.
 */
export function growingRouter(
  router: TrafficRouter,
  ecs: ECSClient,
  elb: ElasticLoadBalancingV2Client,
  spec: GrowthSpec,
): TrafficRouter {
  return {
    read: () => router.read(),

    async write(split) {
      const pair = await servicesOf(ecs, spec, split);
      if (pair === undefined) return router.write(split);
      const { canary, stable, weight } = pair;
      const needed = tasksFor(stable, weight);
      await growTo(ecs, spec, canary, needed);
      await mustHaveTargets(elb, canary, needed);
      await router.write(split);
      const next = spec.weights.find((each) => each > weight) ?? weight;
      await growTo(ecs, spec, canary, tasksFor(stable, next));
    },
  };
}

/** Tasks that carry a share of the traffic as well as stable's carry all of it; weight is in percent. */
const tasksFor = ({ desiredCount = 0 }: Service, weight: number): number =>
  Math.max(1, Math.ceil((desiredCount * weight) / 100));

/** The services of a split between stable and a canary that gets traffic. */
async function servicesOf(ecs: ECSClient, spec: GrowthSpec, split: TrafficSplit) {
  const [first, second] = split;
  if (first === undefined || second === undefined || second.weight === 0) return undefined;
  const stable = await serviceOf(ecs, spec, first.version);
  const canary = await serviceOf(ecs, spec, second.version);
  return stable && canary && { stable, canary, weight: second.weight };
}

async function growTo(
  ecs: ECSClient,
  { cluster }: GrowthSpec,
  service: Service,
  tasks: number,
): Promise<void> {
  if ((service.desiredCount ?? 0) >= tasks) return;
  await ecs.send(new UpdateServiceCommand({ cluster, service: service.serviceName, desiredCount: tasks }));
}

async function mustHaveTargets(elb: ElasticLoadBalancingV2Client, service: Service, tasks: number) {
  for (const { targetGroupArn: group } of service.loadBalancers ?? []) {
    if (group === undefined) continue;
    const { healthy, summary } = await targetsHealth(elb, group);
    if (healthy >= tasks) continue;
    throw ApplicationFailure.create({
      type: 'NotYet',
      message: `${service.serviceName} grows to ${tasks} tasks for its next weight: ${summary}`,
      category: 'BENIGN',
    });
  }
}
