import type { Balanced, ListenerRule } from '../../../workflows/rollout/listener-rule.ts';
import { VERSION_TAG } from '../load-balancing.ts';
import { isOwners } from '../../permissions/owner-conditions.ts';
import { arnOf, placeOf } from '../../permissions/place.ts';
import { withoutResources, type Statement } from '../../permissions/statement.ts';

/** What the router `alb` may do: the weights of the rules before its target groups, and the tag that says whose a group is. */
export const albStatements = (balanced: Balanced): Statement[] => [
  ruleReads(),
  withoutResources('elasticloadbalancing:DescribeTargetHealth'),
  weights('ModifyRule', balanced.rule, 'listener-rule'),
  weights('ModifyListener', balanced.rule, 'listener'),
  targetGroupTags(balanced, 'RemoveTags'),
];

/** All of a kind at the load balancer: which of them forward to the service's groups is seen only then. */
const weights = (action: string, rule: ListenerRule, kind: string): Statement => ({
  sid: 'Weights',
  actions: [`elasticloadbalancing:${action}`],
  resources: [
    [
      ...ruleArn(rule)
        .replace(/:listener(-rule)?\//, `:${kind}/`)
        .split('/')
        .slice(0, 4),
      '*',
    ].join('/'),
  ],
  wide: true,
});

/** Reading rules and whose their target groups are. */
export const ruleReads = (): Statement =>
  withoutResources(
    'elasticloadbalancing:DescribeListeners',
    'elasticloadbalancing:DescribeRules',
    'elasticloadbalancing:DescribeTags',
  );

/** An ARN that says where a rule is. */
export const ruleArn = (rule: ListenerRule): string => ('arn' in rule ? rule.arn : rule.listener);

/** One tag and no other may be written, on target groups that people gave to the service. */
export const targetGroupTags = ({ rule, owner }: Balanced, action: 'AddTags' | 'RemoveTags'): Statement => ({
  sid: 'VersionsOfTargetGroups',
  actions: [`elasticloadbalancing:${action}`],
  resources: [arnOf(placeOf(ruleArn(rule)), 'elasticloadbalancing', 'targetgroup/*')],
  condition: { 'ForAllValues:StringEquals': { 'aws:TagKeys': [VERSION_TAG] }, ...isOwners(owner) },
});
