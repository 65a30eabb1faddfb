import type {
  CreateServiceRequest,
  Deployment,
  DeploymentConfiguration,
  Service,
  Tag,
} from '@aws-sdk/client-ecs';
import type { EcsSpec } from '../../../workflows/rollout/provisioner-spec.ts';
import { ecsServiceName } from '../ecs-services.ts';
import { copiedTags } from '../ecs-tags.ts';
import { refusalsIn, requestOf, type Decisions } from './decisions.ts';
import type { Original } from './original.ts';

/** What a copy of a service is to be. */
export interface NewService extends Original {
  readonly spec: EcsSpec;
  readonly version: string;
  /** ARN of the task definition. */
  readonly definition: string;
  /** ARN of the target group. */
  readonly group: string;
  readonly tags: readonly Tag[];
}

const DEPLOYMENTS: Decisions<Original, NewService, DeploymentConfiguration> = {
  strategy: {
    refused: ({ service: { deploymentConfiguration, loadBalancers = [] } }) => {
      const strategy = deploymentConfiguration?.strategy ?? 'ROLLING';
      const hasWeights = loadBalancers.some(({ advancedConfiguration }) => advancedConfiguration);
      return (
        (strategy !== 'ROLLING' || hasWeights) &&
        `has the deployment strategy ${strategy} with weights of its own: ECS owns its listener rule, so give it the strategy ROLLING without advancedConfiguration first`
      );
    },
  },
  // Of the strategies that are refused.
  linearConfiguration: () => undefined,
  canaryConfiguration: () => undefined,
  maximumPercent: ({ service }) => service.deploymentConfiguration?.maximumPercent,
  minimumHealthyPercent: ({ service }) => service.deploymentConfiguration?.minimumHealthyPercent,
  alarms: ({ service }) => service.deploymentConfiguration?.alarms,
  bakeTimeInMinutes: ({ service }) => service.deploymentConfiguration?.bakeTimeInMinutes,
  earlySuccessCriteria: ({ service }) => service.deploymentConfiguration?.earlySuccessCriteria,
  lifecycleHooks: ({ service }) => service.deploymentConfiguration?.lifecycleHooks,
  // So that a version which cannot run says so. Its first deployment has nothing to roll back to; those after the promotion do as before.
  deploymentCircuitBreaker: ({ service }) => ({
    rollback: false,
    ...service.deploymentConfiguration?.deploymentCircuitBreaker,
    enable: true,
  }),
};

const SERVICE: Decisions<Original, NewService, CreateServiceRequest> = {
  cluster: ({ spec }) => spec.cluster,
  serviceName: ({ spec, version }) => ecsServiceName(spec, version),
  // The service's name is what makes a repetition known.
  clientToken: () => undefined,
  taskDefinition: ({ definition }) => definition,
  desiredCount: ({ spec, service }) => spec.tasks ?? service.desiredCount,
  deploymentController: {
    refused: ({ service: { deploymentController } }) =>
      (deploymentController?.type ?? 'ECS') !== 'ECS' &&
      `is deployed by ${deploymentController?.type}: give it the deployment controller ECS first`,
  },
  deploymentConfiguration: {
    value: (from) => requestOf(DEPLOYMENTS, from),
    refused: (original) => refusalsIn(DEPLOYMENTS, original).join('; '),
  },
  loadBalancers: {
    value: ({ service, group }) =>
      service.loadBalancers?.map((balancer) => ({ ...balancer, targetGroupArn: group })),
    refused: ({ service: { loadBalancers = [] } }) =>
      loadBalancers.length > 1 &&
      `is behind ${loadBalancers.length} target groups: weights hold for one only`,
  },
  serviceRegistries: {
    refused: ({ service: { serviceRegistries = [] } }) =>
      serviceRegistries.length > 0 && 'can also be found through Cloud Map, where weights have no effect',
  },
  serviceConnectConfiguration: {
    value: ({ service }) => primaryOf(service)?.serviceConnectConfiguration,
    // A mere client of it is not found by it.
    refused: ({ service: { deployments = [] } }) =>
      deployments.some(
        ({ serviceConnectConfiguration: connect }) => connect?.enabled && (connect.services ?? []).length > 0,
      ) && 'can also be found through Service Connect, where weights have no effect',
  },
  vpcLatticeConfigurations: {
    refused: ({ service: { deployments = [] } }) =>
      deployments.some(({ vpcLatticeConfigurations = [] }) => vpcLatticeConfigurations.length > 0) &&
      'can also be reached through VPC Lattice, where weights have no effect',
  },
  gatewayConnectors: {
    refused: ({ revision: { gatewayConnectors = [] } = {} }) =>
      gatewayConnectors.length > 0 &&
      'can also be reached through an ECS gateway, where weights have no effect',
  },
  schedulingStrategy: {
    value: ({ service }) => service.schedulingStrategy,
    refused: ({ service }) =>
      service.schedulingStrategy === 'DAEMON' &&
      'has the scheduling strategy DAEMON, with a task on every instance: there is no room for a second version, so give it the strategy REPLICA first',
  },
  // Of these two a call takes one.
  capacityProviderStrategy: ({ service }) =>
    hasProviders(service) ? service.capacityProviderStrategy : undefined,
  launchType: ({ service }) => (hasProviders(service) ? undefined : service.launchType),
  platformVersion: ({ service }) => service.platformVersion,
  networkConfiguration: ({ service }) => service.networkConfiguration,
  placementConstraints: ({ service }) => service.placementConstraints,
  placementStrategy: ({ service }) => service.placementStrategy,
  healthCheckGracePeriodSeconds: ({ service }) => service.healthCheckGracePeriodSeconds,
  availabilityZoneRebalancing: ({ service }) => service.availabilityZoneRebalancing,
  volumeConfigurations: ({ service }) => primaryOf(service)?.volumeConfigurations,
  // ECS's own role is taken where none is named, and must not be.
  role: ({ service: { roleArn } }) => (roleArn?.includes('/aws-service-role/') ? undefined : roleArn),
  enableECSManagedTags: ({ service }) => service.enableECSManagedTags,
  enableExecuteCommand: ({ service }) => service.enableExecuteCommand,
  propagateTags: ({ service }) => service.propagateTags,
  monitoring: ({ revision }) => revision?.monitoring,
  tags: ({ service, tags }) => copiedTags(service.tags, tags),
};

/** A service like stable's for another version, behind another target group. */
export const newService = (from: NewService): CreateServiceRequest => requestOf(SERVICE, from);

/** Everything that speaks against copying a serving service, each a sentence for a person; empty if nothing does. */
export function refusalsOf(original: Original): string[] {
  const { serviceName, deployments = [] } = original.service;
  const underway = deployments.length > 1 || deployments[0]?.rolloutState === 'IN_PROGRESS';
  return [
    ...refusalsIn(SERVICE, original),
    ...(underway ? ['has a deployment in flight: wait until it has ended'] : []),
  ].map((refusal) => `ECS service ${serviceName} ${refusal}`);
}

const primaryOf = ({ deployments }: Service): Deployment | undefined =>
  deployments?.find(({ status }) => status === 'PRIMARY');

const hasProviders = ({ capacityProviderStrategy = [] }: Service): boolean =>
  capacityProviderStrategy.length > 0;
