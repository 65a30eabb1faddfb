import type {
  ContainerDefinition,
  RegisterTaskDefinitionRequest,
  Tag,
  TaskDefinition,
} from '@aws-sdk/client-ecs';
import type { EcsSpec } from '../../../workflows/rollout/provisioner-spec.ts';
import { copiedTags } from '../ecs-tags.ts';
import { refusalsIn, requestOf, type Decisions } from './decisions.ts';

/** A task definition that serves, and what becomes of it. */
export interface NewDefinition {
  readonly spec: EcsSpec;
  readonly definition: TaskDefinition;
  readonly definitionTags: readonly Tag[];
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
      'has accelerators of Elastic Inference, which AWS has ended: register it without inferenceAccelerators first',
  },
  tags: ({ definitionTags, tags }) => copiedTags(definitionTags, tags),
};

/** Stable's task definition with the new image. */
export const newTaskDefinition = (from: NewDefinition): RegisterTaskDefinitionRequest =>
  requestOf(DEFINITION, from);

/** Everything that speaks against copying a task definition, each a sentence for a person; empty if nothing does. */
export const definitionRefusals = (from: NewDefinition): string[] =>
  refusalsIn(DEFINITION, from).map((refusal) => `task definition ${from.definition.family} ${refusal}`);

/** Containers of one image are of one build: none of them may stay behind. */
function newContainers({ spec, definition, container }: NewDefinition): ContainerDefinition[] {
  const containers = definition.containerDefinitions ?? [];
  const replaced = containers.find(({ name }) => name === container)?.image;
  return containers.map((each) => {
    const renewed = each.image === replaced ? { ...each, image: spec.image } : each;
    return each.name === container ? withVariables(renewed, spec) : renewed;
  });
}

function withVariables(definition: ContainerDefinition, { environment }: EcsSpec): ContainerDefinition {
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
