import type { ECSClient } from '@aws-sdk/client-ecs';
import type { GivenSpec } from '../../workflows/rollout/provisioner-spec.ts';
import { serviceId } from '../scaling/scaling.ts';
import { healthyTasksOf, servicesReadiness } from './ecs-readiness.ts';
import type { Provisioner } from './provisioner.ts';

/** Versions that somebody else runs: nothing is made, nothing is removed. A version is ready when its ECS service is. */
export function givenProvisioner(ecs: ECSClient, { cluster, services }: GivenSpec): Provisioner {
  return {
    create: (version) => Promise.resolve(version),
    ownership: () => Promise.resolve({ kind: 'given' }),
    readiness: (version) => {
      const service = services[version];
      return servicesReadiness(ecs, service === undefined ? [] : [serviceId(cluster, service)]);
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
