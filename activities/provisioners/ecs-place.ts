import type { ECSClient, Service } from '@aws-sdk/client-ecs';
import type { ElasticLoadBalancingV2Client } from '@aws-sdk/client-elastic-load-balancing-v2';
import { ApplicationFailure } from '@temporalio/common';
import type { EcsSpec } from '../../workflows/rollout/provisioner-spec.ts';
import { groupName, groupsOf, type WeightedGroup } from '../routers/alb-forward.ts';
import { readRule } from '../routers/alb-rule.ts';
import { targetsHealth } from '../routers/alb-targets.ts';
import { VERSION_TAG, versionsOf } from '../routers/alb-versions.ts';
import { refusalsOf } from './ecs-refusals.ts';
import { serviceBehind } from './ecs-services.ts';

/** Where a new version goes: what it is a copy of, and the target group that it gets. */
export interface Place {
  readonly stable: Service;
  readonly stableVersion: string;
  readonly group: string;
}

/** Finds stable by who has the traffic, never by names. Fails as `VersionFailed` with everything that is in the way. */
export async function findPlace(
  ecs: ECSClient,
  elb: ElasticLoadBalancingV2Client,
  spec: EcsSpec,
  version: string,
): Promise<Place> {
  const groups = groupsOf((await readRule(elb, spec.rule)).actions);
  const versions = await versionsOf(
    elb,
    groups.map(({ arn }) => arn),
  );
  const live = onlyLive(groups);
  const [serving, group] = await allFound(
    findServing(ecs, elb, spec, live.arn, versions.get(live.arn)),
    idleGroup(elb, groups, versions, version),
  );
  return { ...serving, group };
}

async function findServing(
  ecs: ECSClient,
  elb: ElasticLoadBalancingV2Client,
  spec: EcsSpec,
  group: string,
  stableVersion: string | undefined,
): Promise<Pick<Place, 'stable' | 'stableVersion'>> {
  if (stableVersion === undefined) throw refusal(await untagged(elb, spec, group));
  const stable = await serviceBehind(ecs, spec, group, stableVersion);
  if (stable === undefined) {
    throw refusal(
      `neither ECS service ${spec.service}-${stableVersion} nor ${spec.service} of cluster ${spec.cluster} is behind ${groupName(group)}, which has all traffic`,
    );
  }
  const refusals = [...refusalsOf(stable), ...(await failingOpen(elb, group))];
  if (refusals.length > 0) throw refusal(refusals.join('; '));
  return { stable, stableVersion };
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
  elb: ElasticLoadBalancingV2Client,
  spec: EcsSpec,
  version: string,
): Promise<Service | undefined> {
  const groups = groupsOf((await readRule(elb, spec.rule)).actions).map(({ arn }) => arn);
  const versions = await versionsOf(elb, groups);
  const group = groups.find((arn) => versions.get(arn) === version);
  return group === undefined ? undefined : serviceBehind(ecs, spec, group, version);
}

/** A group that has only unhealthy targets gets requests all the same, so nothing else tells that there is no way back to it. */
async function failingOpen(elb: ElasticLoadBalancingV2Client, group: string): Promise<string[]> {
  const { healthy, registered, summary } = await targetsHealth(elb, group);
  if (registered === 0 || healthy > 0) return [];
  return [`${summary}: stable has to be healthy first, since a rollout that fails goes back to it`];
}

/** Nothing is there to be copied yet, or it is not said which version it is. */
async function untagged(elb: ElasticLoadBalancingV2Client, spec: EcsSpec, group: string): Promise<string> {
  const name = groupName(group);
  const { registered } = await targetsHealth(elb, group);
  return registered === 0
    ? `${name} has all traffic, but nothing is in it: make ECS service ${spec.service} in cluster ${spec.cluster} behind it once, in your usual way, and tag the target group ${VERSION_TAG}=<version>; the next version is a copy of it`
    : `${name} has all traffic, but does not say which version it serves: tag it ${VERSION_TAG}=<version>`;
}

/** As many target groups as Elastic Load Balancing takes in one action. */
const MOST_GROUPS = 5;

function onlyLive(groups: readonly WeightedGroup[]): WeightedGroup {
  const live = groups.filter(({ weight }) => weight > 0);
  const [only] = live;
  if (only !== undefined && live.length === 1) return only;
  throw refusal(
    `${live.length} target groups of the rule get traffic (${groups.map(({ arn, weight }) => `${groupName(arn)} ${weight}`).join(', ')}): give the stable one all of it first`,
  );
}

/** A group without traffic that is free, or already this version's, and has nobody else's targets. */
async function idleGroup(
  elb: ElasticLoadBalancingV2Client,
  groups: readonly WeightedGroup[],
  versions: ReadonlyMap<string, string>,
  version: string,
): Promise<string> {
  const idle = groups.filter(({ weight }) => weight === 0);
  const claimed = idle.find(({ arn }) => versions.get(arn) === version);
  if (claimed !== undefined) return claimed.arn;
  const free = idle.find(({ arn }) => !versions.has(arn));
  if (free === undefined) {
    const taken = idle.map(({ arn }) => `${groupName(arn)} is ${versions.get(arn)}'s`).join(', ');
    throw refusal(
      `the rule has no free target group at weight 0${taken && ` (${taken})`}: ${groups.length < MOST_GROUPS ? 'add one' : `of the ${MOST_GROUPS} that a rule takes, make one free`}`,
    );
  }
  const { registered } = await targetsHealth(elb, free.arn);
  if (registered > 0)
    throw refusal(
      `${groupName(free.arn)} is to be the new version's, but ${registered} targets are in it already: remove them`,
    );
  return free.arn;
}

const REFUSED = 'VersionFailed';
const refusal = (message: string) => ApplicationFailure.create({ type: REFUSED, message });
const isRefusal = (error: unknown): error is ApplicationFailure =>
  error instanceof ApplicationFailure && error.type === REFUSED;
