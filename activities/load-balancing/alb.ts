import type { ElasticLoadBalancingV2Client, Tag } from '@aws-sdk/client-elastic-load-balancing-v2';
import type { Balanced } from '../../workflows/rollout/listener-rule.ts';
import { tagsOf } from './alb/batches.ts';
import { groupName, groupsOf, withGroups } from './alb/actions.ts';
import { targetsHealth } from './alb/health.ts';
import { readKnownRules, readRules, writeActions } from './alb/rule.ts';
import { groupsFor, sharesOf } from './alb/shares.ts';
import { slowStartSeconds } from './alb/slow-start.ts';
import { adopt, claim, releaseGroup, taggedAs } from './alb/tags.ts';
import { shiftedAsOne } from './alb/together.ts';
import type { Forwarding, LoadBalancing, WeightedGroup } from './load-balancing.ts';

/**
 * The target groups of a rule of an Application Load Balancer, and with it all other rules and default actions that forward to them: a
 * rule that was left behind would send its requests where nobody is any more.
 */
export function albBalancing(elb: ElasticLoadBalancingV2Client, { rule, owner }: Balanced): LoadBalancing {
  /** Tags as they were before weights were written: who reads these back asks for no tags, so that a step's reads need not wait for others. */
  let before: ReadonlyMap<string, readonly Tag[]> = NONE;
  const readTags = (arns: readonly string[]): Promise<(readonly Tag[])[]> => {
    const known = before;
    before = NONE;
    return Promise.all(arns.map(async (arn) => known.get(arn) ?? (await tagsOf(elb, arn)) ?? []));
  };
  const retag = <Answer>(write: Promise<Answer>): Promise<Answer> => {
    before = NONE;
    return write;
  };

  const look = async (known?: readonly string[]): Promise<Forwarding> => {
    const { rules, missing } = known
      ? await readKnownRules(elb, rule, known)
      : { rules: await readRules(elb, rule) };
    const [first] = rules;
    const arns =
      first === undefined
        ? []
        : (missing !== undefined && known) || groupsOf(first.actions).map(({ arn }) => arn);
    const tags = await readTags(arns);
    const shares = sharesOf(
      arns,
      rules.map(({ actions }) => actions),
    );
    return {
      groups: shares.map((share, i) => ({
        ...share,
        name: groupName(share.arn),
        ...taggedAs(tags[i] ?? [], owner),
      })),
      ...(missing !== undefined && { missing }),
      async forward(wanted) {
        const writes = rules.map(({ arn, actions }) => {
          const groups = groupsFor(actions, wanted);
          return { arn, actions, groups, differs: !same(groups, groupsOf(actions)) };
        });
        // What was read of the others may be older than what was written last. They come after, as a try may end half way.
        const due = [...writes.filter(({ differs }) => differs), ...writes.filter(({ differs }) => !differs)];
        for (const { arn, actions, groups } of due) await writeActions(elb, arn, withGroups(actions, groups));
        before = new Map(arns.map((arn, i) => [arn, tags[i] ?? []]));
      },
    };
  };

  return {
    owner,
    look,
    rules: async () => shiftedAsOne(...(await readRules(elb, rule))).map(({ arn }) => arn),
    groups: async () => (await look()).groups,
    health: (group) => targetsHealth(elb, group),
    slowStartSeconds: (group) => slowStartSeconds(elb, group),
    claim: (group, version) => retag(claim(elb, owner, group, version)),
    async release(groups) {
      if (groups.length > 0) await retag(releaseGroup(elb, groups));
    },
    adopt: async (groups) => void (await retag(adopt(elb, owner, groups))),
  };
}

const NONE: ReadonlyMap<string, readonly Tag[]> = new Map();

const same = (a: readonly WeightedGroup[], b: readonly WeightedGroup[]): boolean =>
  a.length === b.length && a.every(({ arn, weight }, i) => b[i]?.arn === arn && b[i].weight === weight);
