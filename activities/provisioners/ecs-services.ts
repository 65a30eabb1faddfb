import {
  ClusterNotFoundException,
  DescribeServicesCommand,
  type ECSClient,
  type Service,
} from '@aws-sdk/client-ecs';
import { nameOfVersion } from '../../workflows/rollout/names.ts';
import type { Owner, Ownership } from '../../workflows/rollout/owner.ts';
import type { EcsServices, EcsSpec } from '../../workflows/rollout/provisioner-spec.ts';
import { VERSION_TAG } from '../load-balancing/load-balancing.ts';
import { notOwned, provedByTags } from '../ownership.ts';

/** Where services of versions are, and which of them stays, if one does. */
export type EcsPlace = EcsServices & Pick<EcsSpec, 'home'>;

/** Services of versions are named so. */
export const ecsServiceName = ({ service }: EcsServices, version: string): string =>
  nameOfVersion(service, version);

/**
 * The ECS service of a version: the one that a rollout recorded by its physical id, the one named after it, or the one that
 * was there before and is tagged with it.
 */
export async function serviceOf(
  ecs: ECSClient,
  spec: EcsPlace,
  version: string,
  made?: string,
): Promise<Service | undefined> {
  if (isHome(spec, version)) return namedService(ecs, spec);
  const [own, former] = await describe(ecs, spec, [ecsServiceName(spec, version), spec.service]);
  const recorded = [own, former].find((service) => service && made !== undefined && idOf(service) === made);
  if (spec.home !== undefined) return recorded === former ? own : (recorded ?? own);
  return recorded ?? own ?? (former && versionOf(former) === version ? former : undefined);
}

/** Whether a version stands for the service that stays, in place. */
export const isHome = ({ home }: EcsPlace, version: string): boolean => version === home?.service;

/** The one ECS service of exactly this name, unless it is gone. */
export async function namedService(
  ecs: ECSClient,
  place: Pick<EcsServices, 'cluster' | 'service'>,
): Promise<Service | undefined> {
  const [service] = await describe(ecs, place, [place.service]);
  return service?.status === 'ACTIVE' ? service : undefined;
}

/** An ECS service's ARN is its name's, whoever makes it again; with the time of its creation it is the service's own. */
export const idOf = ({ serviceArn, createdAt }: Service): string =>
  `${serviceArn} ${createdAt?.toISOString() ?? ''}`.trim();

/** The ARN in an id. */
export const arnIn = (id: string): string => id.split(' ')[0] ?? id;

/** Whose an ECS service is, by the id that a rollout recorded, or by its tags. */
export function serviceOwnership(
  service: Service | undefined,
  owner: Owner,
  version: string,
  made: string | undefined,
): Ownership {
  if (service === undefined) return { kind: 'absent' };
  const id = idOf(service);
  const tags = new Map((service.tags ?? []).map(({ key = '', value = '' }) => [key, value]));
  if (id === made || provedByTags(tags, owner, version)) return { kind: 'owned', id };
  const what = `ECS service ${service.serviceName}`;
  return { kind: 'foreign', what, reason: notOwned(what, tags, owner, version) };
}

/** The ECS service whose tasks are behind a target group that serves a version. */
export async function serviceBehind(
  ecs: ECSClient,
  spec: EcsServices,
  group: string,
  version: string,
): Promise<Service | undefined> {
  const found = await describe(ecs, spec, [ecsServiceName(spec, version), spec.service]);
  return found.find((service) => service?.loadBalancers?.some((each) => each.targetGroupArn === group));
}

/** The version that a service is tagged with. */
const versionOf = ({ tags = [] }: Service): string | undefined =>
  tags.find(({ key }) => key === VERSION_TAG)?.value;

/** Services by name, in the order asked for; those that are gone are undefined. */
async function describe(ecs: ECSClient, { cluster }: EcsServices, names: string[]) {
  const services = await existing(ecs, cluster, names);
  return names.map((name) =>
    services.find(({ serviceName, status }) => serviceName === name && status !== 'INACTIVE'),
  );
}

async function existing(ecs: ECSClient, cluster: string, names: string[]): Promise<Service[]> {
  const command = new DescribeServicesCommand({ cluster, services: names, include: ['TAGS'] });
  try {
    return (await ecs.send(command)).services ?? [];
  } catch (error) {
    // Where there is no cluster there are no services: a way back has nothing to remove.
    if (error instanceof ClusterNotFoundException) return [];
    throw error;
  }
}

/** The target group (ARN) that a service's tasks are in. */
export const groupBehind = (service: Service | undefined): string | undefined =>
  service?.loadBalancers?.[0]?.targetGroupArn;
