import type { ElasticLoadBalancingV2Client } from '@aws-sdk/client-elastic-load-balancing-v2';
import type { Balanced } from '../../workflows/rollout/listener-rule.ts';
import { tagsOf } from './alb/batches.ts';
import { groupName, groupsOf, withGroups } from './alb/actions.ts';
import { targetsHealth } from './alb/health.ts';
import { readRules, writeActions } from './alb/rule.ts';
import { groupsFor, sharesOf } from './alb/shares.ts';
import { adopt, claim, release, taggedAs } from './alb/tags.ts';
import type { LoadBalancing, WeightedGroup } from './load-balancing.ts';

/**
 * The target groups of a rule of an Application Load Balancer, and with it all other rules and default actions that forward to them: a
 * rule that was left behind would send its requests where nobody is any more.
 */
export function albBalancing(elb: ElasticLoadBalancingV2Client, { rule, owner }: Balanced): LoadBalancing {
  return {
    owner,

    async groups() {
      const rules = await readRules(elb, rule);
      const arns = groupsOf(rules[0].actions).map(({ arn }) => arn);
      const tags = await Promise.all(arns.map(async (arn) => (await tagsOf(elb, arn)) ?? []));
      const shares = sharesOf(
        arns,
        rules.map(({ actions }) => actions),
      );
      return shares.map((share, i) => ({
        ...share,
        name: groupName(share.arn),
        ...taggedAs(tags[i] ?? [], owner),
      }));
    },

    async forward(wanted) {
      for (const { arn, actions } of await readRules(elb, rule)) {
        const groups = groupsFor(actions, wanted);
        if (!same(groups, groupsOf(actions))) await writeActions(elb, arn, withGroups(actions, groups));
      }
    },

    health: (group) => targetsHealth(elb, group),
    claim: (group, version) => claim(elb, owner, group, version),
    release: (groups) => release(elb, groups),
    adopt: async (groups) => void (await adopt(elb, owner, groups)),
  };
}

const same = (a: readonly WeightedGroup[], b: readonly WeightedGroup[]): boolean =>
  a.length === b.length && a.every(({ arn, weight }, i) => b[i]?.arn === arn && b[i].weight === weight);
