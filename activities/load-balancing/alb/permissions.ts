import type { ListenerRule } from '../../../workflows/rollout/listener-rule.ts';
import { isListener } from './rule.ts';
import { VERSION_TAG } from '../load-balancing.ts';
import { arnOf, placeOf } from '../../permissions/place.ts';
import { withoutResources, type Statement } from '../../permissions/statement.ts';

/** What the router `alb` may do: the weights of its one rule, and the tag that says whose a target group is. */
export function albStatements(rule: ListenerRule): Statement[] {
  return [
    ruleReads(rule),
    withoutResources('elasticloadbalancing:DescribeTargetHealth'),
    {
      sid: 'Weights',
      actions: [`elasticloadbalancing:${isDefault(rule) ? 'ModifyListener' : 'ModifyRule'}`],
      resources: ['arn' in rule ? rule.arn : `${rule.listener.replace(':listener/', ':listener-rule/')}/*`],
    },
    targetGroupTags(rule, 'RemoveTags'),
  ];
}

/** Reading a rule and whose its target groups are. */
export const ruleReads = (rule: ListenerRule): Statement =>
  withoutResources(
    `elasticloadbalancing:${isDefault(rule) ? 'DescribeListeners' : 'DescribeRules'}`,
    'elasticloadbalancing:DescribeTags',
  );

const isDefault = (rule: ListenerRule): boolean => 'arn' in rule && isListener(rule.arn);

/** An ARN that says where a rule is. */
export const ruleArn = (rule: ListenerRule): string => ('arn' in rule ? rule.arn : rule.listener);

/** One tag and no other may be written; which target groups the rule has stands in the rule alone. */
export const targetGroupTags = (rule: ListenerRule, action: 'AddTags' | 'RemoveTags'): Statement => ({
  sid: 'VersionsOfTargetGroups',
  actions: [`elasticloadbalancing:${action}`],
  resources: [arnOf(placeOf(ruleArn(rule)), 'elasticloadbalancing', 'targetgroup/*')],
  condition: { 'ForAllValues:StringEquals': { 'aws:TagKeys': [VERSION_TAG] } },
  wide: true,
});
