import {
  ClientException,
  DescribeTaskDefinitionCommand,
  type ECSClient,
  RegisterTaskDefinitionCommand,
  type RegisterTaskDefinitionRequest,
} from '@aws-sdk/client-ecs';
import { isDeepStrictEqual } from 'node:util';
import type { EcsSpec } from '../../workflows/rollout/provisioner-spec.ts';
import { withDefaults } from './ecs-copy/defaults.ts';
import { newTaskDefinition, type NewDefinition } from './ecs-copy/definition.ts';
import { orLastingRefusal } from './ecs-errors.ts';

type DefinitionWithTags = Pick<NewDefinition, 'definition' | 'definitionTags'>;

/** A task definition with its tags, INACTIVE or not. */
export async function readDefinition(ecs: ECSClient, arn: string | undefined): Promise<DefinitionWithTags> {
  const { taskDefinition = {}, tags = [] } = await describe(ecs, arn);
  return { definition: taskDefinition, definitionTags: tags };
}

/** The task definition that a spec itself gives, with its tags; its fields are compared with ECS's schema before they are sent. */
export function givenDefinition({ taskDefinition }: EcsSpec): DefinitionWithTags | undefined {
  if (taskDefinition === undefined) return undefined;
  const { tags = [], ...definition }: Partial<RegisterTaskDefinitionRequest> = taskDefinition as object;
  return { definition, definitionTags: tags };
}

/** Registers the version's task definition, unless the family's latest one is the same. Answers its ARN. */
export async function registerDefinition(ecs: ECSClient, definition: NewDefinition): Promise<string> {
  const wanted = newTaskDefinition(definition);
  const latest = await latestOf(ecs, wanted.family);
  const found = latest?.taskDefinition && { ...latest.taskDefinition, tags: latest.tags };
  if (found && isSame(withDefaults(wanted), withDefaults(found))) return found.taskDefinitionArn ?? '';
  const { taskDefinition: registered } = await orLastingRefusal(() =>
    ecs.send(new RegisterTaskDefinitionCommand(wanted)),
  );
  return registered?.taskDefinitionArn ?? '';
}

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
