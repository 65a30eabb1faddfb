import type { DeploymentConfiguration, ECSClient } from '@aws-sdk/client-ecs';
import { containerOf } from '../drivers/ecs-native/container.ts';
import { whyUncounted } from '../drivers/ecs-native/front.ts';
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
  /** Why nothing before it counts its requests by revision, as a sentence; left out where a load balancer does. */
  readonly uncounted?: string;
}

/** Finds such a service; undefined where ECS shifts no traffic for it. Fails as NotBalanced where there is no service of the name. */
export async function findShiftedService(
  ecs: ECSClient,
  cluster: string,
  service: string,
): Promise<ShiftedService | undefined> {
  const found = await activeService(ecs, cluster, service);
  const { deploymentConfiguration: configuration = {}, desiredCount = 0 } = found;
  const { strategy = 'ROLLING' } = configuration;
  if (strategy === 'ROLLING') return undefined;
  const { definition } = await readDefinition(ecs, found.taskDefinition);
  const containers = definition.containerDefinitions ?? [];
  const meant = await containerOf(ecs, found, definition);
  const { name = '', image = '' } = containers.find((each) => each.name === meant) ?? containers[0] ?? {};
  const uncounted = await whyUncounted(ecs, { cluster, service });
  const kept = { cluster, service, tasks: desiredCount, container: name, image, configuration };
  return { ...kept, ...(uncounted !== undefined && { uncounted }) };
}
