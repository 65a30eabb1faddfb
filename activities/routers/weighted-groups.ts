import { ApplicationFailure } from '@temporalio/common';
import type { RouterMemory } from '../../workflows/rollout/router-memory.ts';
import type { TrafficSplit } from '../../workflows/rollout/traffic-split.ts';
import {
  allHealthy,
  groupOf,
  VERSION_TAG,
  type LoadBalancing,
  type TargetGroup,
  type WeightedGroup,
} from '../load-balancing/load-balancing.ts';
import { notForUse, serviceTags } from '../ownership.ts';
import { routerGone, type RouterLook, type TrafficRouter } from './router.ts';

/**
 * Target groups with weights: one group a version. Groups stay where they are when their version leaves the split, so that
 * the next version's targets are checked before they get requests. Whose a group is that is remembered, no tag has to say.
 */
export function weightedGroupsRouter(
  balancing: LoadBalancing,
  memory?: RouterMemory,
): TrafficRouter & Required<Pick<TrafficRouter, 'remember' | 'look' | 'adoptable' | 'adopt'>> {
  const remembered = memory?.versions;

  const held = async () => {
    const forwarding = await balancing.look(memory?.groups);
    const groups = forwarding.groups.map((group) => ({
      ...group,
      version: remembered?.[group.arn] ?? group.version,
    }));
    mustDiffer(groups);
    return { ...forwarding, groups };
  };

  const look = async (): Promise<RouterLook> => {
    const { groups, missing, forward } = await held();
    return {
      split: groups.flatMap(({ version, weight }) => (version === undefined ? [] : [{ version, weight }])),
      missing,
      async write(split) {
        if (split.length > 0) {
          if (missing !== undefined && groups.length === 0) throw routerGone(missing);
          const wanted = groupsFor(split, groups);
          // Whoever served at the start is known, so that another one without a tag has only lost it.
          if (remembered === undefined) await mustBeOurs(balancing, groups);
          await mustBeHealthy(balancing, groups, wanted, split.length);
          // Also where the rule looks as wanted already: what was read may be older than what was written last.
          await forward(wanted);
        }
        // What lost its owner's tags is whose it is now: nothing is written on it.
        const isLeft = ({ version, belonging, isHome }: TargetGroup) =>
          !isHome &&
          belonging === 'owner' &&
          version !== undefined &&
          !split.some((share) => share.version === version);
        await balancing.release(groups.filter(isLeft).map(({ arn }) => arn));
      },
    };
  };

  /** Nobody's groups; one with targets that no version is known of may be anybody's. */
  const nobodys = async () => {
    const groups = (await held()).groups.filter(({ belonging }) => belonging === 'nobody');
    const healths = await Promise.all(groups.map(({ arn }) => balancing.health(arn)));
    return groups.filter(({ version }, i) => version !== undefined || healths[i]?.registered === 0);
  };

  return {
    changes: () => balancing.rules(),

    async remember() {
      const { groups } = await held();
      if (remembered === undefined) await mustBeOurs(balancing, groups);
      const home = groups.find(({ isHome }) => isHome);
      const served = ({ arn, weight }: TargetGroup) => (home === undefined ? weight > 0 : arn === home.arn);
      // Idle groups are known once the canary's is among them; before, a tag may be left of a version that is gone, and in place of a dead
      // rollout's, which gets traffic.
      const known = groups.flatMap((group) =>
        group.version !== undefined && (remembered !== undefined || served(group))
          ? [[group.arn, group.version] as const]
          : [],
      );
      return {
        versions: Object.fromEntries(known),
        groups: groups.map(({ arn }) => arn),
        namesWhoGoes: true,
      };
    },
    look,
    read: async () => (await look()).split,
    write: async (split) => (await look()).write(split),

    async adoptable() {
      return (await nobodys()).map(({ name, version }) => ({
        what: `target group ${name}`,
        ...(version !== undefined && { version }),
        tags: serviceTags(balancing.owner),
      }));
    },

    async adopt() {
      const groups = await nobodys();
      if (groups.length > 0) await balancing.adopt(groups.map(({ arn }) => arn));
    },
  };
}

/** Two groups of one version could not be told apart in a split. */
function mustDiffer(groups: readonly TargetGroup[]): void {
  const twice = groups.find(
    (group) => group.version !== undefined && groupOf(groups, group.version) !== group,
  );
  if (twice !== undefined)
    throw refusal(`two target groups of the rule are tagged ${VERSION_TAG}=${twice.version}: remove one tag`);
}

/** The split's groups in its order, so that it reads back so, and the other groups after them at weight 0. */
function groupsFor(split: TrafficSplit, groups: readonly TargetGroup[]): WeightedGroup[] {
  const named = split.flatMap(({ version, weight }) => {
    const group = groupOf(groups, version);
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

/** Whoever serves without a version would lose all traffic and be lost sight of. */
async function mustBeOurs(balancing: LoadBalancing, groups: readonly TargetGroup[]): Promise<void> {
  for (const { arn, name, weight, version, belonging } of groups) {
    if (weight === 0) continue;
    const isOurs = belonging === 'owner' && version !== undefined;
    if (isOurs || (await balancing.health(arn)).registered === 0) continue;
    if (belonging !== 'owner') throw refusal(notForUse(`${name} serves, but`, belonging, balancing.owner));
    throw refusal(`${name} serves, but does not say which version: tag it ${VERSION_TAG}=<version> first`);
  }
}

/** The first version of a split served before: it gets its traffic back whatever its targets are like. */
async function mustBeHealthy(
  balancing: LoadBalancing,
  before: readonly WeightedGroup[],
  wanted: readonly WeightedGroup[],
  named: number,
): Promise<void> {
  for (const { arn, weight } of wanted.slice(1, named)) {
    if (weight <= (before.find((each) => each.arn === arn)?.weight ?? 0)) continue;
    const health = await balancing.health(arn);
    if (!allHealthy(health))
      throw ApplicationFailure.create({
        type: 'TargetsNotHealthy',
        message: `no more traffic yet: ${health.summary}`,
      });
  }
}

const refusal = (message: string) => ApplicationFailure.create({ type: 'InvalidPlan', message });
