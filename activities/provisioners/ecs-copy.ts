import type {
  ContainerDefinition,
  CreateServiceRequest,
  DeploymentConfiguration,
  RegisterTaskDefinitionRequest,
  Service,
  Tag,
  TaskDefinition,
} from '@aws-sdk/client-ecs';
import type { EcsSpec } from '../../workflows/rollout/provisioner-spec.ts';
import { serviceName } from './ecs-services.ts';
import { copiedTags } from './ecs-tags.ts';

/** Which container gets the image: the one named by the plan, or the one behind the load balancer. */
export const containerOf = (spec: EcsSpec, stable: Service): string | undefined =>
  spec.container ?? stable.loadBalancers?.[0]?.containerName;

/** Every field of a request: copied, set, or left out for a reason. One that the SDK brings anew fails to compile until it is decided. */
type Decided<Request> = { readonly [Field in keyof Required<Request>]: Request[Field] };

/** Stable's task definition with the new image. What ECS itself adds to a definition is left out. */
export function newTaskDefinition(
  spec: EcsSpec,
  container: string,
  stable: TaskDefinition,
  anew: readonly Tag[],
  stableTags: readonly Tag[] = [],
): Decided<RegisterTaskDefinitionRequest> {
  const containers = stable.containerDefinitions ?? [];
  const replaced = containers.find(({ name }) => name === container)?.image;
  return {
    family: stable.family,
    // Containers of one image are of one build: none of them may stay behind.
    containerDefinitions: containers.map((definition) => {
      const renewed = definition.image === replaced ? { ...definition, image: spec.image } : definition;
      return definition.name === container ? withVariables(renewed, spec) : renewed;
    }),
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
    // Elastic Inference has ended.
    inferenceAccelerators: undefined,
    tags: copiedTags(stableTags, anew),
  };
}

function withVariables(definition: ContainerDefinition, { environment }: EcsSpec): ContainerDefinition {
  const kept = (definition.environment ?? []).filter(({ name = '' }) => !(name in environment));
  const added = Object.entries(environment).map(([name, value]) => ({ name, value }));
  return { ...definition, environment: [...kept, ...added] };
}

/** A service like stable's for another version, behind another target group. */
export function newService(
  spec: EcsSpec,
  version: string,
  stable: Service,
  taskDefinition: string,
  group: string,
  tags: readonly Tag[],
): Decided<CreateServiceRequest> {
  const primary = stable.deployments?.find(({ status }) => status === 'PRIMARY');
  const hasProviders = (stable.capacityProviderStrategy ?? []).length > 0;
  return {
    cluster: spec.cluster,
    serviceName: serviceName(spec, version),
    taskDefinition,
    desiredCount: spec.tasks ?? stable.desiredCount,
    loadBalancers: stable.loadBalancers?.map((balancer) => ({ ...balancer, targetGroupArn: group })),
    // Of these two a call takes one.
    capacityProviderStrategy: hasProviders ? stable.capacityProviderStrategy : undefined,
    launchType: hasProviders ? undefined : stable.launchType,
    platformVersion: stable.platformVersion,
    networkConfiguration: stable.networkConfiguration,
    placementConstraints: stable.placementConstraints,
    placementStrategy: stable.placementStrategy,
    healthCheckGracePeriodSeconds: stable.healthCheckGracePeriodSeconds,
    availabilityZoneRebalancing: stable.availabilityZoneRebalancing,
    enableECSManagedTags: stable.enableECSManagedTags,
    enableExecuteCommand: stable.enableExecuteCommand,
    propagateTags: stable.propagateTags,
    volumeConfigurations: primary?.volumeConfigurations,
    // Of a client only: what others find is refused.
    serviceConnectConfiguration: primary?.serviceConnectConfiguration,
    schedulingStrategy: stable.schedulingStrategy,
    // ECS's own role is taken where none is named, and must not be.
    role: stable.roleArn?.includes('/aws-service-role/') ? undefined : stable.roleArn,
    deploymentConfiguration: newDeployments(stable.deploymentConfiguration ?? {}),
    tags: copiedTags(stable.tags, tags),
    // Refused where stable has them.
    serviceRegistries: undefined,
    deploymentController: undefined,
    vpcLatticeConfigurations: undefined,
    // The service's name is what makes a repetition known.
    clientToken: undefined,
    // DescribeServices does not tell them.
    gatewayConnectors: undefined,
    monitoring: undefined,
  };
}

/** How the new service will be deployed: as stable was, by the strategy ROLLING, since others are refused. */
const newDeployments = (stable: DeploymentConfiguration): Decided<DeploymentConfiguration> => ({
  maximumPercent: stable.maximumPercent,
  minimumHealthyPercent: stable.minimumHealthyPercent,
  alarms: stable.alarms,
  bakeTimeInMinutes: stable.bakeTimeInMinutes,
  earlySuccessCriteria: stable.earlySuccessCriteria,
  lifecycleHooks: stable.lifecycleHooks,
  // So that a version which cannot run says so. Its first deployment has nothing to roll back to; those after the promotion do as before.
  deploymentCircuitBreaker: { rollback: false, ...stable.deploymentCircuitBreaker, enable: true },
  strategy: undefined,
  linearConfiguration: undefined,
  canaryConfiguration: undefined,
});
