import type { ECSClient, Service, Tag } from '@aws-sdk/client-ecs';
import { ApplicationFailure } from '@temporalio/common';
import type { EcsSpec } from '../../workflows/rollout/provisioner-spec.ts';
import {
  groupOf,
  VERSION_TAG,
  type LoadBalancing,
  type TargetGroup,
} from '../load-balancing/load-balancing.ts';
import { definitionRefusals, newTaskDefinition, type NewDefinition } from './ecs-copy/definition.ts';
import { revisionRefusals } from './ecs-copy/revision.ts';
import { originalOf, type Original } from './ecs-copy/original.ts';
import { refusalsOf } from './ecs-copy/service.ts';
import { givenDefinition, readDefinition } from './ecs-definition.ts';
import { serviceBehind } from './ecs-services.ts';
import { copiedTags, tooManyTags } from './ecs-tags.ts';

/** Where a new version goes: what it is a copy of, and the target group that it gets. */
export interface NewPlace {
  readonly original: Original;
  readonly definition: NewDefinition;
  /** ARN of a task definition that is there already, and is run as it is. */
  readonly registered?: string | undefined;
  readonly group: string;
}

/**
 * Finds stable by who has the traffic, never by names. Fails as `VersionFailed` with everything that is in the way.
 *
 * @param tags of everything that is made for the version
 */
export async function findPlace(
  ecs: ECSClient,
  balancing: LoadBalancing,
  spec: EcsSpec,
  version: string,
  tags: readonly Tag[],
): Promise<NewPlace> {
  const groups = await balancing.groups();
  const [serving, group] = await allFound(
    findServing(ecs, balancing, spec, onlyLive(groups), tags),
    idleGroup(balancing, groups, version),
  );
  return { ...serving, group };
}

async function findServing(
  ecs: ECSClient,
  balancing: LoadBalancing,
  spec: EcsSpec,
  group: TargetGroup,
  tags: readonly Tag[],
): Promise<Omit<NewPlace, 'group'>> {
  const stableVersion = group.version;
  if (spec.home !== undefined && !group.isHome)
    throw refusal(
      `${group.name} has all traffic, but ECS service ${spec.service} is not in it: give all traffic to its own target group first`,
    );
  if (stableVersion === undefined) throw refusal(await untagged(balancing, spec, group));
  const stable = await serviceBehind(ecs, spec, group.arn, stableVersion);
  if (stable === undefined) {
    throw refusal(
      `neither ECS service ${spec.service}-${stableVersion} nor ${spec.service} of cluster ${spec.cluster} is behind ${group.name}, which has all traffic`,
    );
  }
  const original = await originalOf(ecs, stable);
  const { loadBalancers: balancers } = stable;
  const source = givenDefinition(spec) ?? (await readDefinition(ecs, spec.revision ?? stable.taskDefinition));
  const container = spec.container ?? balancers?.[0]?.containerName;
  const definition = { ...source, spec, container, tags, balancers };
  const refusals = [
    ...refusalsOf(original),
    ...tooManyTags(`ECS service ${stable.serviceName}`, copiedTags(stable.tags, tags)),
    ...definitionRefusals(definition),
    ...revisionRefusals(definition, stable.taskDefinition),
    ...tooManyTags(`task definition ${source.definition.family}`, newTaskDefinition(definition).tags ?? []),
    ...(await failingOpen(balancing, group)),
  ];
  if (refusals.length > 0) throw refusal(refusals.join('; '));
  // Of one that is INACTIVE ECS makes no new service, but a copy of it.
  const isRun = spec.revision !== undefined && source.definition.status === 'ACTIVE';
  return { original, definition, registered: isRun ? source.definition.taskDefinitionArn : undefined };
}

/** What two searches find; where either is refused, all that is in the way, so that a person can mend it at once. */
async function allFound<A, B>(first: Promise<A>, second: Promise<B>): Promise<[A, B]> {
  const found = await Promise.allSettled([first, second]);
  const errors = found.flatMap((each) => (each.status === 'rejected' ? [each.reason as unknown] : []));
  const refusals = errors.filter(isRefusal);
  // An error of AWS's, or of a turn that has not come, is no refusal: it is asked again.
  if (refusals.length < errors.length || errors.length === 0) return Promise.all([first, second]);
  throw refusal(refusals.map(({ message }) => message).join('; '));
}

/** The ECS service of a version by its target group: before the first rollout a service does not tell its version itself. */
export async function serviceServing(
  ecs: ECSClient,
  balancing: LoadBalancing,
  spec: EcsSpec,
  version: string,
): Promise<Service | undefined> {
  const group = groupOf(await balancing.groups(), version);
  return group && serviceBehind(ecs, spec, group.arn, version);
}

/** A group that has only unhealthy targets gets requests all the same, so nothing else tells that there is no way back to it. */
async function failingOpen(balancing: LoadBalancing, { arn }: TargetGroup): Promise<string[]> {
  const { healthy, registered, summary } = await balancing.health(arn);
  if (registered === 0 || healthy > 0) return [];
  return [`${summary}: stable has to be healthy first, since a rollout that fails goes back to it`];
}

/** Nothing is there to be copied yet, or it is not said which version it is. */
async function untagged(
  balancing: LoadBalancing,
  spec: EcsSpec,
  { arn, name }: TargetGroup,
): Promise<string> {
  const { registered } = await balancing.health(arn);
  return registered === 0
    ? `${name} has all traffic, but nothing is in it: make ECS service ${spec.service} in cluster ${spec.cluster} behind it once, in your usual way, and tag the target group ${VERSION_TAG}=<version>; the next version is a copy of it`
    : `${name} has all traffic, but does not say which version it serves: tag it ${VERSION_TAG}=<version>`;
}

/** As many target groups as Elastic Load Balancing takes in one action. */
const MOST_GROUPS = 5;

function onlyLive(groups: readonly TargetGroup[]): TargetGroup {
  const live = groups.filter(({ weight }) => weight > 0);
  const [only] = live;
  if (only !== undefined && live.length === 1) return only;
  throw refusal(
    `${live.length} target groups of the rule get traffic (${groups.map(({ name, weight }) => `${name} ${weight} %`).join(', ')}): give the stable one all traffic first`,
  );
}

/** A group without traffic that is free, or already this version's, and has nobody else's targets. */
async function idleGroup(
  balancing: LoadBalancing,
  groups: readonly TargetGroup[],
  version: string,
): Promise<string> {
  const idle = groups.filter(({ weight }) => weight === 0);
  const claimed = groupOf(idle, version);
  if (claimed !== undefined) return claimed.arn;
  const free = idle.filter((group) => group.version === undefined);
  const [first] = free;
  if (first === undefined) {
    const taken = idle.map((group) => `${group.name} is ${group.version}'s`).join(', ');
    throw refusal(
      `the rule has no free target group at weight 0${taken && ` (${taken})`}: ${groups.length < MOST_GROUPS ? 'add one' : `of the ${MOST_GROUPS} that a rule takes, make one free`}`,
    );
  }
  // Others may keep a group there for themselves, such as one that says the service is closed.
  const healths = await Promise.all(free.map(({ arn }) => balancing.health(arn)));
  const empty = free.find((_, i) => healths[i]?.registered === 0);
  if (empty !== undefined) return empty.arn;
  throw refusal(
    `${first.name} is to be the new version's, but ${healths[0]?.registered} targets are in it already: remove them`,
  );
}

const REFUSED = 'VersionFailed';
const refusal = (message: string) => ApplicationFailure.create({ type: REFUSED, message });
const isRefusal = (error: unknown): error is ApplicationFailure =>
  error instanceof ApplicationFailure && error.type === REFUSED;
