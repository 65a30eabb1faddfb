import {
  type Action,
  type ElasticLoadBalancingV2Client,
  ModifyListenerCommand,
  ModifyRuleCommand,
  paginateDescribeListeners,
  paginateDescribeRules,
} from '@aws-sdk/client-elastic-load-balancing-v2';
import { ApplicationFailure } from '@temporalio/common';
import type { ListenerRule } from '../../../workflows/rollout/listener-rule.ts';
import { groupsOf } from './actions.ts';
import { balancerOf, isListener } from './arns.ts';
import { batched, tagsOf } from './batches.ts';

/** What a listener does with requests: a rule of it, or its default action. */
export interface LiveRule {
  /** Of the rule; of the listener where the default action is meant. */
  readonly arn: string;
  readonly actions: readonly Action[];
}

type Elb = ElasticLoadBalancingV2Client;

/**
 * Reads the rule that a plan names, and after it every other rule and default action of the load balancer that forwards to one of
 * its groups. Fails as `InvalidPlan` where the plan's rule is not there, or is more than one.
 */
export async function readRules(elb: Elb, rule: ListenerRule): Promise<[LiveRule, ...LiveRule[]]> {
  const all = await rulesBefore(elb, balancerOf(rule));
  const named = 'arn' in rule ? byArn(all, rule.arn) : await byTags(elb, all, rule);
  const groups = groupsOf(named.actions).map(({ arn }) => arn);
  if (groups.length === 0)
    throw invalid(`${named.arn} forwards to no target group: point it at the two groups of the service`);
  return [named, ...all.filter((each) => each !== named && forwardsTo(groups, each))];
}

/**
 * The same for a service whose groups are known from before: where the plan's rule is gone, or forwards elsewhere, `missing` says so,
 * and the rules are those that are left of the others.
 */
export async function readKnownRules(
  elb: Elb,
  rule: ListenerRule,
  groups: readonly string[],
): Promise<{ readonly rules: readonly LiveRule[]; readonly missing?: string }> {
  try {
    return { rules: await readRules(elb, rule) };
  } catch (error) {
    if (!(error instanceof ApplicationFailure)) throw error;
    const all = await rulesBefore(elb, balancerOf(rule));
    return { rules: all.filter((each) => forwardsTo(groups, each)), missing: error.message };
  }
}

const forwardsTo = (groups: readonly string[], { actions }: LiveRule): boolean =>
  groupsOf(actions).some(({ arn }) => groups.includes(arn));

/** All rules of a load balancer, each listener's default action before its rules; none where it is gone. */
export async function rulesBefore(elb: Elb, balancer: string): Promise<readonly LiveRule[]> {
  try {
    return (await rulesOf(elb, balancer)) ?? [];
  } catch (error) {
    if (error instanceof Error && /^LoadBalancerNotFound/.test(error.name)) return [];
    throw error;
  }
}

const rulesOf = batched<readonly LiveRule[]>(async (elb, balancers) => {
  const found = balancers.map(async (balancer) => [balancer, await readBalancer(elb, balancer)] as const);
  return new Map(await Promise.all(found));
});

async function readBalancer(client: Elb, LoadBalancerArn: string): Promise<LiveRule[]> {
  const rules: LiveRule[] = [];
  for await (const { Listeners = [] } of paginateDescribeListeners({ client }, { LoadBalancerArn }))
    for (const { ListenerArn = '', DefaultActions = [] } of Listeners) {
      rules.push({ arn: ListenerArn, actions: DefaultActions });
      for await (const { Rules = [] } of paginateDescribeRules({ client }, { ListenerArn }))
        for (const { RuleArn = '', IsDefault, Actions = [] } of Rules)
          if (!IsDefault) rules.push({ arn: RuleArn, actions: Actions });
    }
  return rules;
}

/** Replaces a rule's actions; its conditions and priority stay. */
export async function writeActions(elb: Elb, arn: string, actions: Action[]) {
  await (isListener(arn)
    ? elb.send(new ModifyListenerCommand({ ListenerArn: arn, DefaultActions: actions }))
    : elb.send(new ModifyRuleCommand({ RuleArn: arn, Actions: actions })));
}

const invalid = (message: string) => ApplicationFailure.create({ type: 'InvalidPlan', message });

function byArn(all: readonly LiveRule[], arn: string): LiveRule {
  const named = all.find((rule) => rule.arn === arn);
  if (named === undefined)
    throw invalid(`there is no ${isListener(arn) ? 'listener' : 'listener rule'} ${arn}`);
  return named;
}

/** Default actions cannot be tagged. */
async function byTags(
  elb: Elb,
  all: readonly LiveRule[],
  rule: Extract<ListenerRule, { listener: string }>,
): Promise<LiveRule> {
  const prefix = `${rule.listener.replace(':listener/', ':listener-rule/')}/`;
  const rules = all.filter(({ arn }) => arn.startsWith(prefix));
  const tags = Object.entries(rule.tags);
  const tagsByRule = await Promise.all(rules.map(({ arn }) => tagsOf(elb, arn)));
  const tagged = rules.filter((_, i) =>
    tags.every(([key, value]) => tagsByRule[i]?.some(({ Key, Value }) => Key === key && Value === value)),
  );
  const [only] = tagged;
  if (only !== undefined && tagged.length === 1) return only;
  const wanted = tags.map(([key, value]) => `${key}=${value}`).join(', ');
  throw invalid(`${tagged.length} rules of ${rule.listener} are tagged ${wanted}: there must be exactly one`);
}
