import {
  ClientException,
  type ContainerDefinition,
  DescribeTaskDefinitionCommand,
  type ECSClient,
  RegisterTaskDefinitionCommand,
  type Service,
  type Tag,
} from '@aws-sdk/client-ecs';
import { ApplicationFailure } from '@temporalio/common';
import { isDeepStrictEqual } from 'node:util';
import type { EcsSpec } from '../../workflows/rollout/provisioner-spec.ts';
import { containerOf, newTaskDefinition } from './ecs-copy.ts';
import { orRefused } from './ecs-errors.ts';
import { mustFit } from './ecs-tags.ts';

/** Registers the version's task definition, unless the family's latest one is the same. Answers its ARN. */
export async function registerDefinition(
  ecs: ECSClient,
  spec: EcsSpec,
  stable: Service,
  anew: readonly Tag[],
): Promise<string> {
  const { taskDefinition: serving = {}, tags } = await describe(ecs, stable.taskDefinition);
  const container = containerOf(spec, stable);
  const containers = serving.containerDefinitions ?? [];
  if (container === undefined || !containers.some(({ name }) => name === container)) {
    throw ApplicationFailure.create({
      type: 'VersionFailed',
      message: `task definition ${serving.family} has no container ${container}, only ${containers.map(({ name }) => name).join(', ')}`,
    });
  }
  const secret = secretOf(containers, container, spec);
  if (secret !== undefined) {
    throw ApplicationFailure.create({
      type: 'VersionFailed',
      message: `container ${container} has a secret ${secret}, so ECS takes no variable of this name: rename it under provisioner.environment, or leave it out`,
    });
  }
  const wanted = newTaskDefinition(spec, container, serving, anew, tags);
  mustFit(`task definition ${serving.family}`, wanted.tags ?? []);
  const latest = await latestOf(ecs, serving.family);
  if (latest?.taskDefinition !== undefined && isSame(wanted, { ...latest.taskDefinition, tags: latest.tags }))
    return latest.taskDefinition.taskDefinitionArn ?? '';
  const { taskDefinition: registered } = await orRefused(() =>
    ecs.send(new RegisterTaskDefinitionCommand(wanted)),
  );
  return registered?.taskDefinitionArn ?? '';
}

/** A secret that has the name of one of the plan's variables. */
const secretOf = (
  containers: readonly ContainerDefinition[],
  container: string,
  { environment }: EcsSpec,
): string | undefined =>
  containers
    .find(({ name }) => name === container)
    ?.secrets?.map(({ name = '' }) => name)
    .find((name) => name in environment);

const describe = (ecs: ECSClient, taskDefinition: string | undefined) =>
  ecs.send(new DescribeTaskDefinitionCommand({ taskDefinition, include: ['TAGS'] }));

/** A family has no latest definition once all of it are INACTIVE, though services run them still. */
async function latestOf(ecs: ECSClient, family: string | undefined) {
  try {
    return await describe(ecs, family);
  } catch (error) {
    if (error instanceof ClientException) return undefined;
    throw error;
  }
}

/** Whether a definition is what would be registered. ECS keeps no order of tags and variables. */
function isSame<Wanted extends object>(
  wanted: Wanted,
  found: Partial<Record<keyof Wanted, unknown>>,
): boolean {
  const fields = Object.keys(wanted) as (keyof Wanted)[];
  return fields.every((field) => isDeepStrictEqual(plain(wanted[field]), plain(found[field])));
}

/** Without what is undefined or empty, and lists of named things in the order of their names. */
function plain(value: unknown): unknown {
  if (Array.isArray(value)) return value.length === 0 ? undefined : value.map(plain).sort(byName);
  if (typeof value !== 'object' || value === null) return value;
  const entries = Object.entries(value).map(([key, each]) => [key, plain(each)] as const);
  return Object.fromEntries(entries.filter(([, each]) => each !== undefined));
}

const byName = (a: unknown, b: unknown): number => nameOf(a).localeCompare(nameOf(b));
const nameOf = (value: unknown): string => {
  const { name, key } = Object(value) as { name?: string; key?: string };
  return name ?? key ?? '';
};
