import type {
  ContainerDefinition,
  CreateServiceCommandInput,
  RegisterTaskDefinitionCommandInput,
  Service,
  Tag,
  TaskDefinition,
} from '@aws-sdk/client-ecs';
import type { EcsSpec } from '../../workflows/rollout/provisioner-spec.ts';
import { VERSION_TAG } from '../load-balancing/load-balancing.ts';
import { serviceName } from './ecs-services.ts';

/** The tags of everything that is made for a version. */
export const madeTagsOf = (version: string) => [
  { key: VERSION_TAG, value: version },
  { key: 'managed-by', value: 'serin' },
];

/** The plan's own tags, and those of everything that is made for a version. */
const madeTags = ({ tags = {} }: EcsSpec, version: string) => [
  ...Object.entries(tags).map(([key, value]) => ({ key, value })),
  ...madeTagsOf(version),
];

/** Stable's tags without those that AWS keeps to itself, and without what is said anew. */
const inherited = (tags: readonly Tag[] = [], anew: readonly Tag[]): Tag[] =>
  tags.filter(({ key = '' }) => !key.startsWith('aws:') && !anew.some((tag) => tag.key === key));

/** Which container gets the image: the one named by the plan, or the one behind the load balancer. */
export const containerOf = (spec: EcsSpec, stable: Service): string | undefined =>
  spec.container ?? stable.loadBalancers?.[0]?.containerName;

/** Stable's task definition with the new image. What ECS itself adds to a definition is left out. */
export function newTaskDefinition(
  spec: EcsSpec,
  version: string,
  container: string,
  stable: TaskDefinition,
): RegisterTaskDefinitionCommandInput {
  return {
    family: stable.family,
    containerDefinitions: (stable.containerDefinitions ?? []).map((definition) =>
      definition.name === container ? withOverrides(definition, spec) : definition,
    ),
    taskRoleArn: stable.taskRoleArn,
    executionRoleArn: stable.executionRoleArn,
    networkMode: stable.networkMode,
    volumes: stable.volumes,
    placementConstraints: stable.placementConstraints,
    requiresCompatibilities: stable.requiresCompatibilities,
    cpu: stable.cpu,
    memory: stable.memory,
    pidMode: stable.pidMode,
    ipcMode: stable.ipcMode,
    proxyConfiguration: stable.proxyConfiguration,
    ephemeralStorage: stable.ephemeralStorage,
    runtimePlatform: stable.runtimePlatform,
    enableFaultInjection: stable.enableFaultInjection,
    tags: madeTags(spec, version),
  };
}

function withOverrides(
  definition: ContainerDefinition,
  { image, environment }: EcsSpec,
): ContainerDefinition {
  const kept = (definition.environment ?? []).filter(({ name = '' }) => !(name in environment));
  const added = Object.entries(environment).map(([name, value]) => ({ name, value }));
  return { ...definition, image, environment: [...kept, ...added] };
}

/** A service like stable's for another version, behind another target group. */
export function newService(
  spec: EcsSpec,
  version: string,
  stable: Service,
  taskDefinition: string,
  group: string,
): CreateServiceCommandInput {
  const tags = madeTags(spec, version);
  return {
    cluster: spec.cluster,
    serviceName: serviceName(spec, version),
    taskDefinition,
    desiredCount: spec.tasks ?? stable.desiredCount,
    loadBalancers: stable.loadBalancers?.map((balancer) => ({ ...balancer, targetGroupArn: group })),
    // Of these two a call takes one.
    ...(stable.capacityProviderStrategy?.length
      ? { capacityProviderStrategy: stable.capacityProviderStrategy }
      : { launchType: stable.launchType }),
    platformVersion: stable.platformVersion,
    networkConfiguration: stable.networkConfiguration,
    placementConstraints: stable.placementConstraints,
    placementStrategy: stable.placementStrategy,
    healthCheckGracePeriodSeconds: stable.healthCheckGracePeriodSeconds,
    availabilityZoneRebalancing: stable.availabilityZoneRebalancing,
    enableECSManagedTags: stable.enableECSManagedTags,
    enableExecuteCommand: stable.enableExecuteCommand,
    propagateTags: stable.propagateTags,
    deploymentConfiguration: {
      maximumPercent: stable.deploymentConfiguration?.maximumPercent,
      minimumHealthyPercent: stable.deploymentConfiguration?.minimumHealthyPercent,
      // So that a version which cannot run says so; there is nothing in it to roll back to.
      deploymentCircuitBreaker: { enable: true, rollback: false },
    },
    tags: [...inherited(stable.tags, tags), ...tags],
  };
}
