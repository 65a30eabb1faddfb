import type { ElasticLoadBalancingV2Client } from '@aws-sdk/client-elastic-load-balancing-v2';
import type { ListenerRule } from '../../workflows/rollout/listener-rule.ts';
import { groupName, groupsOf, withGroups } from './alb/actions.ts';
import { targetsHealth } from './alb/health.ts';
import { readRules, writeActions } from './alb/rule.ts';
import { groupsFor, sharesOf } from './alb/shares.ts';
import { claim, release, versionsOf } from './alb/tags.ts';
import type { LoadBalancing, WeightedGroup } from './load-balancing.ts';

/**
 * The target groups of a rule of an Application Load Balancer, and with it all other rules and default actions that forward to them: a
 * rule that was left behind would send its requests where nobody is any more.
 */
export function albBalancing(elb: ElasticLoadBalancingV2Client, rule: ListenerRule): LoadBalancing {
  return {
    async groups() {
      const rules = await readRules(elb, rule);
      const arns = groupsOf(rules[0].actions).map(({ arn }) => arn);
      const versions = await versionsOf(elb, arns);
      const shares = sharesOf(
        arns,
        rules.map(({ actions }) => actions),
      );
      return shares.map((share) => ({
        ...share,
        name: groupName(share.arn),
        version: versions.get(share.arn),
      }));
    },

    async forward(wanted) {
      for (const { arn, actions } of await readRules(elb, rule)) {
        const groups = groupsFor(actions, wanted);
        if (!same(groups, groupsOf(actions))) await writeActions(elb, arn, withGroups(actions, groups));
      }
    },

    health: (group) => targetsHealth(elb, group),
    claim: (group, version) => claim(elb, group, version),
    release: (groups) => release(elb, groups),
  };
}

const same = (a: readonly WeightedGroup[], b: readonly WeightedGroup[]): boolean =>
  a.length === b.length && a.every(({ arn, weight }, i) => b[i]?.arn === arn && b[i].weight === weight);
