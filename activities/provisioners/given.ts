import { DescribeServicesCommand, type ECSClient } from '@aws-sdk/client-ecs';
import type { GivenSpec } from '../../workflows/rollout/provisioner-spec.ts';
import { serviceId } from '../scaling/scaling.ts';
import { healthyTasksOf, serviceReadiness } from './ecs-readiness.ts';
import type { Provisioner, Readiness } from './provisioner.ts';

/** Versions that somebody else runs: nothing is made, nothing is removed. A version is ready when its ECS service is. */
export function givenProvisioner(ecs: ECSClient, { cluster, services }: GivenSpec): Provisioner {
  return {
    create: (version) => Promise.resolve(version),
    ownership: () => Promise.resolve({ kind: 'given' }),
    readiness: (version) => {
      const service = services[version];
      return service === undefined ? Promise.resolve({ kind: 'ready' }) : serving(ecs, cluster, service);
    },
    healthyTasks: async (version) => {
      const service = services[version];
      return service === undefined ? undefined : healthyTasksOf(ecs, [serviceId(cluster, service)]);
    },
    adopt: () => Promise.resolve(),
    remove: () => Promise.resolve({ kind: 'given' }),
    services: (version) => {
      const service = services[version];
      return Promise.resolve(service === undefined ? [] : [serviceId(cluster, service)]);
    },
  };
}

/** A service without tasks is steady as well, but nobody would answer. */
async function serving(ecs: ECSClient, cluster: string, service: string): Promise<Readiness> {
  const found = await ecs.send(new DescribeServicesCommand({ cluster, services: [service] }));
  if (found.services?.[0]?.desiredCount === 0)
    return { kind: 'pending', reason: `ECS service ${service} is scaled to no tasks` };
  return serviceReadiness(ecs, `service/${cluster}/${service}`);
}
