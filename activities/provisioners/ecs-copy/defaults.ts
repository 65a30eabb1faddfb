import type { ContainerDefinition, TaskDefinition } from '@aws-sdk/client-ecs';

/**
 * A registration with what ECS fills in where it says nothing, so that it can be compared with what was registered.
 * https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_ContainerDefinition.html
 */
export function withDefaults<T extends Pick<TaskDefinition, 'containerDefinitions' | 'networkMode'>>(
  definition: T,
): T {
  const { containerDefinitions = [], networkMode } = definition;
  const isOwnNetwork = networkMode === 'awsvpc' || networkMode === 'host';
  const container = ({ portMappings = [], healthCheck, ...given }: ContainerDefinition) => ({
    cpu: 0,
    essential: true,
    ...given,
    portMappings: portMappings.map((mapping) => ({
      protocol: 'tcp' as const,
      hostPort: isOwnNetwork ? mapping.containerPort : 0,
      ...mapping,
    })),
    healthCheck: healthCheck && { interval: 30, timeout: 5, retries: 3, ...healthCheck },
  });
  return { ...definition, containerDefinitions: containerDefinitions.map(container) };
}
