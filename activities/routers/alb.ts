import type { ElasticLoadBalancingV2Client } from '@aws-sdk/client-elastic-load-balancing-v2';
import { ApplicationFailure } from '@temporalio/common';
import type { AlbSpec } from '../../workflows/rollout/router-spec.ts';
import type { TrafficSplit } from '../../workflows/rollout/traffic-split.ts';
import { groupName, groupsOf, type WeightedGroup, withGroups } from './alb-forward.ts';
import { readRule, writeActions } from './alb-rule.ts';
import { allHealthy, targetsHealth } from './alb-targets.ts';
import { release, VERSION_TAG, versionsOf } from './alb-versions.ts';
import type { TrafficRouter } from './router.ts';

/**
 * A rule of an Application Load Balancer: one target group a version, told by the group's tag. Groups stay in the rule
 * when their version leaves the split, so that the next version's targets are checked before they get requests.
 */
export function albRouter(elb: ElasticLoadBalancingV2Client, spec: AlbSpec): TrafficRouter {
  const look = async () => {
    const rule = await readRule(elb, spec.rule);
    const groups = groupsOf(rule.actions);
    const versions = await versionsOf(
      elb,
      groups.map(({ arn }) => arn),
    );
    mustDiffer([...versions.values()]);
    return { rule, groups, versions };
  };

  return {
    async read() {
      const { groups, versions } = await look();
      const total = groups.reduce((sum, { weight }) => sum + weight, 0);
      return groups.flatMap(({ arn, weight }) => {
        const version = versions.get(arn);
        return version === undefined ? [] : [{ version, weight: total === 0 ? 0 : (100 * weight) / total }];
      });
    },

    async write(split) {
      const { rule, groups, versions } = await look();
      if (split.length > 0) {
        const wanted = groupsFor(split, groups, versions);
        if (!same(groups, wanted)) {
          await mustBeOurs(elb, groups, versions);
          await mustBeHealthy(elb, groups, wanted, split.length);
          await writeActions(elb, rule.arn, withGroups(rule.actions, wanted));
        }
      }
      const named = new Set(split.map(({ version }) => version));
      await release(
        elb,
        [...versions].filter(([, version]) => !named.has(version)).map(([arn]) => arn),
      );
    },
  };
}

/** Two groups of one version could not be told apart in a split. */
function mustDiffer(versions: readonly string[]): void {
  const twice = versions.find((version, i) => versions.indexOf(version) !== i);
  if (twice !== undefined)
    throw refusal(`two target groups of the rule are tagged ${VERSION_TAG}=${twice}: remove one tag`);
}

/** The split's groups in its order, so that it reads back so, and the rule's other groups after them at weight 0. */
function groupsFor(
  split: TrafficSplit,
  groups: readonly WeightedGroup[],
  versions: ReadonlyMap<string, string>,
): WeightedGroup[] {
  const named = split.flatMap(({ version, weight }) => {
    const group = groups.find(({ arn }) => versions.get(arn) === version);
    if (group !== undefined) return [{ arn: group.arn, weight }];
    // A version that is to get nothing anyway must not keep the others from their traffic.
    if (weight === 0) return [];
    throw ApplicationFailure.create({
      type: 'VersionNotRouted',
      message: `no target group of the rule is tagged ${VERSION_TAG}=${version}`,
    });
  });
  const rest = groups.filter(({ arn }) => !named.some((each) => each.arn === arn));
  return [...named, ...rest.map(({ arn }) => ({ arn, weight: 0 }))];
}

const same = (a: readonly WeightedGroup[], b: readonly WeightedGroup[]): boolean =>
  a.every(({ arn, weight }, i) => b[i]?.arn === arn && b[i].weight === weight);

/** Whoever serves without a version would lose all traffic and be lost sight of. */
async function mustBeOurs(
  elb: ElasticLoadBalancingV2Client,
  groups: readonly WeightedGroup[],
  versions: ReadonlyMap<string, string>,
): Promise<void> {
  for (const { arn, weight } of groups) {
    if (weight === 0 || versions.has(arn) || (await targetsHealth(elb, arn)).registered === 0) continue;
    throw refusal(
      `${groupName(arn)} serves, but does not say which version: tag it ${VERSION_TAG}=<version> first`,
    );
  }
}

/** The first version of a split served before: it gets its traffic back whatever its targets are like. */
async function mustBeHealthy(
  elb: ElasticLoadBalancingV2Client,
  before: readonly WeightedGroup[],
  wanted: readonly WeightedGroup[],
  named: number,
): Promise<void> {
  for (const { arn, weight } of wanted.slice(1, named)) {
    if (weight <= (before.find((each) => each.arn === arn)?.weight ?? 0)) continue;
    const health = await targetsHealth(elb, arn);
    if (!allHealthy(health))
      throw ApplicationFailure.create({
        type: 'TargetsNotHealthy',
        message: `no more traffic yet: ${health.summary}`,
      });
  }
}

const refusal = (message: string) => ApplicationFailure.create({ type: 'InvalidPlan', message });
