import type { ElasticLoadBalancingV2Client } from '@aws-sdk/client-elastic-load-balancing-v2';
import type { ListenerRule } from '../../workflows/rollout/listener-rule.ts';
import { groupName, groupsOf, withGroups } from './alb/actions.ts';
import { targetsHealth } from './alb/health.ts';
import { readRule, writeActions } from './alb/rule.ts';
import { claim, release, versionsOf } from './alb/tags.ts';
import type { LoadBalancing } from './load-balancing.ts';

/** The target groups of a rule of an Application Load Balancer. */
export function albBalancing(elb: ElasticLoadBalancingV2Client, rule: ListenerRule): LoadBalancing {
  return {
    async groups() {
      const groups = groupsOf((await readRule(elb, rule)).actions);
      const versions = await versionsOf(
        elb,
        groups.map(({ arn }) => arn),
      );
      const total = groups.reduce((sum, { weight }) => sum + weight, 0);
      return groups.map(({ arn, weight }) => ({
        arn,
        name: groupName(arn),
        weight: total === 0 ? 0 : (100 * weight) / total,
        version: versions.get(arn),
      }));
    },

    async forward(groups) {
      const { arn, actions } = await readRule(elb, rule);
      await writeActions(elb, arn, withGroups(actions, groups));
    },

    health: (group) => targetsHealth(elb, group),
    claim: (group, version) => claim(elb, group, version),
    release: (groups) => release(elb, groups),
  };
}
