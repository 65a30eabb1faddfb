import type { DeploymentConfiguration, ECSClient } from '@aws-sdk/client-ecs';
import { readDefinition } from '../provisioners/ecs-definition.ts';
import { activeService } from './active-service.ts';

/** A running ECS service whose traffic ECS itself shifts, as far as a file about it has to say. */
export interface ShiftedService {
  readonly cluster: string;
  readonly service: string;
  readonly tasks: number;
  readonly container: string;
  readonly image: string;
  readonly configuration: DeploymentConfiguration;
}

/** Finds such a service; undefined where ECS shifts no traffic for it. Fails as NotBalanced where there is no service of the name. */
export async function findShiftedService(
  ecs: ECSClient,
  cluster: string,
  service: string,
): Promise<ShiftedService | undefined> {
  const found = await activeService(ecs, cluster, service);
  const { deploymentConfiguration: configuration = {}, loadBalancers = [], desiredCount = 0 } = found;
  const { strategy = 'ROLLING' } = configuration;
  if (strategy === 'ROLLING') return undefined;
  const { definition } = await readDefinition(ecs, found.taskDefinition);
  const containers = definition.containerDefinitions ?? [];
  const { name = '', image = '' } =
    containers.find(({ name }) => name === loadBalancers[0]?.containerName) ?? containers[0] ?? {};
  return { cluster, service, tasks: desiredCount, container: name, image, configuration };
}
