import {
  type Action,
  DescribeListenersCommand,
  DescribeRulesCommand,
  type ElasticLoadBalancingV2Client,
  ModifyListenerCommand,
  ModifyRuleCommand,
  type Rule,
} from '@aws-sdk/client-elastic-load-balancing-v2';
import { ApplicationFailure } from '@temporalio/common';
import type { ListenerRule } from '../../../workflows/rollout/listener-rule.ts';
import { ruleOf, tagsOf } from './batches.ts';

/** What a listener does with requests: a rule of it, or its default action. */
export interface LiveRule {
  /** Of the rule; of the listener where the default action is meant. */
  readonly arn: string;
  readonly actions: readonly Action[];
}

/** Reads the one rule that a plan names. Fails as `InvalidPlan` when there is none, or more than one. */
export async function readRule(elb: ElasticLoadBalancingV2Client, rule: ListenerRule): Promise<LiveRule> {
  const live =
    'arn' in rule ? await byArn(elb, rule.arn) : await byTags(elb, rule.listener, Object.entries(rule.tags));
  if (!live.actions.some(({ Type }) => Type === 'forward'))
    throw invalid(`${live.arn} forwards to no target group: point it at the two groups of the service`);
  return live;
}

/** Replaces a rule's actions; its conditions and priority stay. */
export async function writeActions(elb: ElasticLoadBalancingV2Client, arn: string, actions: Action[]) {
  await (isListener(arn)
    ? elb.send(new ModifyListenerCommand({ ListenerArn: arn, DefaultActions: actions }))
    : elb.send(new ModifyRuleCommand({ RuleArn: arn, Actions: actions })));
}

/** Whether an ARN is a listener's, and so means its default action; else a rule's. */
export const isListener = (arn: string) => arn.includes(':listener/');

const invalid = (message: string) => ApplicationFailure.create({ type: 'InvalidPlan', message });

async function byArn(elb: ElasticLoadBalancingV2Client, arn: string): Promise<LiveRule> {
  try {
    if (isListener(arn)) {
      const { Listeners } = await elb.send(new DescribeListenersCommand({ ListenerArns: [arn] }));
      return { arn, actions: Listeners?.[0]?.DefaultActions ?? [] };
    }
    return { arn, actions: (await ruleOf(elb, arn))?.Actions ?? [] };
  } catch (error) {
    if (error instanceof Error && /^(Rule|Listener)NotFound/.test(error.name))
      throw invalid(`there is no ${isListener(arn) ? 'listener' : 'listener rule'} ${arn}`);
    throw error;
  }
}

async function byTags(
  elb: ElasticLoadBalancingV2Client,
  listener: string,
  tags: readonly (readonly [string, string])[],
): Promise<LiveRule> {
  const rules = await rulesOf(elb, listener);
  const arns = rules.map(({ RuleArn = '' }) => RuleArn);
  const tagsByRule = await Promise.all(arns.map((each) => tagsOf(elb, each)));
  const tagged = arns.filter((_, i) =>
    tags.every(([key, value]) => tagsByRule[i]?.some(({ Key, Value }) => Key === key && Value === value)),
  );
  const [arn] = tagged;
  if (arn === undefined || tagged.length > 1) {
    const wanted = tags.map(([key, value]) => `${key}=${value}`).join(', ');
    throw invalid(`${tagged.length} rules of ${listener} are tagged ${wanted}: there must be exactly one`);
  }
  return { arn, actions: rules.find(({ RuleArn }) => RuleArn === arn)?.Actions ?? [] };
}

/** A listener's rules without the default one, which cannot be tagged. */
async function rulesOf(elb: ElasticLoadBalancingV2Client, listener: string): Promise<Rule[]> {
  const rules: Rule[] = [];
  let marker: string | undefined;
  do {
    const page = await elb.send(new DescribeRulesCommand({ ListenerArn: listener, Marker: marker }));
    rules.push(...(page.Rules ?? []).filter(({ IsDefault }) => !IsDefault));
    marker = page.NextMarker;
  } while (marker !== undefined);
  return rules;
}
