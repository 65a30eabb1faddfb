import { groupsOf } from './actions.ts';
import { isListener } from './arns.ts';
import type { LiveRule } from './rule.ts';
import { isForOthers } from './shares.ts';

/** A sentence about the rules and default actions that are shifted together with the first, which a plan names; undefined where there are none. */
export function togetherText(named: LiveRule, ...others: readonly LiveRule[]): string | undefined {
  const service = groupsOf(named.actions);
  const shifted = others.filter(({ actions }) => !isForOthers(groupsOf(actions), service));
  if (shifted.length === 0) return undefined;
  const names = shifted.map(({ arn }) => (isListener(arn) ? `the default action of ${arn}` : arn));
  return `shifted together with the rule, because they forward to its target groups: ${names.join(', ')}`;
}
