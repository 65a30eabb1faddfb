import type { ECSClient, Service, ServiceRevision, TaskDefinition } from '@aws-sdk/client-ecs';
import { currentRevision } from './front.ts';

/**
 * The container that gets the traffic of a service: the one that its load balancer names, the one with the port that Service Connect, VPC
 * Lattice or a gateway names, or the only one. Undefined where nothing tells.
 */
export async function containerOf(
  ecs: ECSClient,
  service: Service,
  definition: Pick<TaskDefinition, 'containerDefinitions'>,
): Promise<string | undefined> {
  const named = service.loadBalancers?.[0]?.containerName;
  return named ?? containerBehind(await currentRevision(ecs, service), definition);
}

/** The same by a revision, where no load balancer names it. */
export function containerBehind(
  { serviceConnectConfiguration, vpcLatticeConfigurations = [], gatewayConnectors = [] }: ServiceRevision,
  { containerDefinitions = [] }: Pick<TaskDefinition, 'containerDefinitions'>,
): string | undefined {
  const connected = serviceConnectConfiguration?.services ?? [];
  const ports = [...connected, ...vpcLatticeConfigurations, ...gatewayConnectors].map(
    ({ portName }) => portName,
  );
  const [only, ...others] = containerDefinitions;
  const serving = containerDefinitions.find(({ portMappings = [] }) =>
    portMappings.some(({ name }) => name !== undefined && ports.includes(name)),
  );
  return serving?.name ?? (others.length === 0 ? only?.name : undefined);
}
