import type { ECSClient, Service } from '@aws-sdk/client-ecs';
import type { ElasticLoadBalancingV2Client } from '@aws-sdk/client-elastic-load-balancing-v2';
import { ApplicationFailure } from '@temporalio/common';
import type { EcsSpec } from '../../workflows/rollout/plan.ts';
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
  const stableVersion = versions.get(live.arn);
  if (stableVersion === undefined) {
    throw refusal(
      `${groupName(live.arn)} has all traffic, but does not say which version it serves: tag it ${VERSION_TAG}=<version>`,
    );
  }
  const stable = await serviceBehind(ecs, spec, live.arn, stableVersion);
  if (stable === undefined) {
    throw refusal(
      `neither ECS service ${spec.service}-${stableVersion} nor ${spec.service} of cluster ${spec.cluster} is behind ${groupName(live.arn)}, which has all traffic`,
    );
  }
  const refusals = refusalsOf(stable);
  if (refusals.length > 0) throw refusal(refusals.join('; '));
  return { stable, stableVersion, group: await idleGroup(elb, groups, versions, version) };
}

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
    throw refusal(`the rule has no free target group at weight 0${taken && ` (${taken})`}: add one`);
  }
  const { registered } = await targetsHealth(elb, free.arn);
  if (registered > 0)
    throw refusal(
      `${groupName(free.arn)} is to be the new version's, but ${registered} targets are in it already: remove them`,
    );
  return free.arn;
}

const refusal = (message: string) => ApplicationFailure.create({ type: 'VersionFailed', message });
