import {
  type ContainerDefinition,
  type LoadBalancer,
  type RegisterTaskDefinitionRequest,
  RegisterTaskDefinitionRequest$,
  type Tag,
  type TaskDefinition,
} from '@aws-sdk/client-ecs';
import type { EcsSpec } from '../../../workflows/rollout/provisioner-spec.ts';
import { copiedTags } from '../ecs-tags.ts';
import { refusalsIn, requestOf, type Decisions } from './decisions.ts';
import { unfitFields } from './unfit-fields.ts';

/** A task definition, stable's or one that was given, and what becomes of it. */
export interface NewDefinition {
  readonly spec: Pick<EcsSpec, 'image' | 'environment' | 'taskDefinition' | 'revision'>;
  readonly definition: TaskDefinition;
  readonly definitionTags: readonly Tag[];
  /** Where stable's load balancer sends requests to. */
  readonly balancers?: readonly LoadBalancer[] | undefined;
  /** Which container gets the image. */
  readonly container: string | undefined;
  /** Of everything that is made for the version. */
  readonly tags: readonly Tag[];
}

// What ECS itself adds to a definition is no field of the request.
const DEFINITION: Decisions<NewDefinition, NewDefinition, RegisterTaskDefinitionRequest> = {
  family: ({ definition }) => definition.family,
  containerDefinitions: { value: newContainers, refused: notFitting },
  taskRoleArn: ({ definition }) => definition.taskRoleArn,
  executionRoleArn: ({ definition }) => definition.executionRoleArn,
  networkMode: ({ definition }) => definition.networkMode,
  volumes: ({ definition }) => definition.volumes,
  placementConstraints: ({ definition }) => definition.placementConstraints,
  requiresCompatibilities: ({ definition }) => definition.requiresCompatibilities,
  cpu: ({ definition }) => definition.cpu,
  memory: ({ definition }) => definition.memory,
  pidMode: ({ definition }) => definition.pidMode,
  ipcMode: ({ definition }) => definition.ipcMode,
  proxyConfiguration: ({ definition }) => definition.proxyConfiguration,
  ephemeralStorage: ({ definition }) => definition.ephemeralStorage,
  runtimePlatform: ({ definition }) => definition.runtimePlatform,
  enableFaultInjection: ({ definition }) => definition.enableFaultInjection,
  inferenceAccelerators: {
    refused: ({ definition: { inferenceAccelerators = [] } }) =>
      inferenceAccelerators.length > 0 &&
      'has Elastic Inference accelerators, which AWS has discontinued: register it without inferenceAccelerators first',
  },
  tags: ({ definitionTags, tags }) => copiedTags(definitionTags, tags),
};

/** The task definition with the new image. */
export const newTaskDefinition = (from: NewDefinition): RegisterTaskDefinitionRequest =>
  requestOf(DEFINITION, from);

/** Everything that speaks against copying a task definition, each a sentence for a person; empty if nothing does. */
export const definitionRefusals = (from: NewDefinition): string[] =>
  [...refusalsIn(DEFINITION, from), ...givenRefusals(from)].map(
    (refusal) => `task definition ${from.definition.family} ${refusal}`,
  );

/** Stable's own is one that ECS has taken, and that fits its load balancer. */
function givenRefusals({ spec, definition, balancers = [] }: NewDefinition): string[] {
  if (spec.taskDefinition === undefined && spec.revision === undefined) return [];
  const { containerDefinitions = [] } = definition;
  const unreachable = balancers.filter(({ containerName, containerPort }) => {
    const { portMappings = [] } = containerDefinitions.find(({ name }) => name === containerName) ?? {};
    return !portMappings.some((mapping) => mapping.containerPort === containerPort);
  });
  return [
    ...(spec.taskDefinition ? unfitFields(RegisterTaskDefinitionRequest$, spec.taskDefinition) : []),
    ...unreachable.map(
      ({ containerName, containerPort }) =>
        `maps no port ${containerPort} of container ${containerName}, where the load balancer sends requests to`,
    ),
  ];
}

/** Containers of one image are of one build: none of them may stay behind. */
function newContainers({ spec, definition, container }: NewDefinition): ContainerDefinition[] {
  const containers = definition.containerDefinitions ?? [];
  const replaced = containers.find(({ name }) => name === container)?.image;
  return containers.map((each) => {
    if (each.name === container) return withVariables({ ...each, image: spec.image }, spec);
    return each.image !== undefined && each.image === replaced ? { ...each, image: spec.image } : each;
  });
}

function withVariables(
  definition: ContainerDefinition,
  { environment }: NewDefinition['spec'],
): ContainerDefinition {
  const kept = (definition.environment ?? []).filter(({ name = '' }) => !(name in environment));
  const added = Object.entries(environment).map(([name, value]) => ({ name, value }));
  return { ...definition, environment: [...kept, ...added] };
}

function notFitting({ spec, definition, container }: NewDefinition): string | undefined {
  const containers = definition.containerDefinitions ?? [];
  const own = containers.find(({ name }) => name === container);
  if (own === undefined)
    return `has no container ${container}, only ${containers.map(({ name }) => name).join(', ')}`;
  const secret = own.secrets?.map(({ name = '' }) => name).find((name) => name in spec.environment);
  return (
    secret &&
    `has a secret ${secret} of container ${container}, so ECS takes no variable of this name: rename it under provisioner.environment, or leave it out`
  );
}
