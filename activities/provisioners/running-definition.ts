import type { Deployment, ECSClient, Service } from '@aws-sdk/client-ecs';
import type { EcsSpec, RunningDefinition } from '../../workflows/rollout/provisioner-spec.ts';
import { versionIn } from '../images/version-in.ts';
import { OWNER_TAGS, provedByTags } from '../ownership.ts';
import { readDefinition } from './ecs-definition.ts';

/** What a service is to run, by its latest deployment; undefined where it is not there. */
export async function runningDefinition(
  ecs: ECSClient,
  spec: EcsSpec,
  service: Service | undefined,
): Promise<RunningDefinition | undefined> {
  const definition = definitionOf(service);
  return definition === undefined ? undefined : { ...(await versionRun(ecs, spec, definition)), definition };
}

/** ARN of the task definition that a service is to run, by its latest deployment. */
export const definitionOf = (service: Service | undefined): string | undefined =>
  service?.deployments?.find(isPrimary)?.taskDefinition ?? service?.taskDefinition;

export const isPrimary = ({ status }: Deployment): boolean => status === 'PRIMARY';

/** `…:task-definition/cart:7` is `cart:7` to people. */
export const revisionOf = (definition = 'no task definition'): string =>
  definition.split('/').at(-1) ?? definition;

/**
 * What a task definition runs, and a name for it: the version that a rollout has tagged it with, or else the tag of its image, or else its
 * revision.
 */
async function versionRun(
  ecs: ECSClient,
  { owner, container }: EcsSpec,
  arn: string,
): Promise<Pick<RunningDefinition, 'version' | 'image'>> {
  const { definition, definitionTags } = await readDefinition(ecs, arn);
  const tags = new Map(definitionTags.map(({ key = '', value = '' }) => [key, value]));
  const version = tags.get(OWNER_TAGS.version);
  const containers = definition.containerDefinitions ?? [];
  const own =
    containers.find(({ name }) => name === container) ?? containers.find(({ essential }) => essential);
  const image = own?.image ?? '';
  if (version !== undefined && provedByTags(tags, owner, version)) return { version, image };
  // Of these the name stays the same whatever is built.
  const isNameless = !/:[^/:@]+(@|$)/.test(image) || /:latest(@|$)/.test(image);
  return { version: isNameless ? revisionOf(arn).replace(':', '-') : versionIn(image), image };
}
