import { groupsOf } from './actions.ts';
import { isListener } from './arns.ts';
import type { LiveRule } from './rule.ts';
import { isForOthers } from './shares.ts';

/** The rule that a plan names, and every other one that is shifted with it because it forwards to its target groups. */
export function shiftedAsOne(named: LiveRule, ...others: readonly LiveRule[]): readonly LiveRule[] {
  const service = groupsOf(named.actions);
  return [named, ...others.filter(({ actions }) => !isForOthers(groupsOf(actions), service))];
}

/** A sentence about the rules and default actions that are shifted together with the first, which a plan names; undefined where there are none. */
export function togetherText(named: LiveRule, ...others: readonly LiveRule[]): string | undefined {
  const [, ...shifted] = shiftedAsOne(named, ...others);
  if (shifted.length === 0) return undefined;
  const names = shifted.map(({ arn }) => (isListener(arn) ? `the default action of ${arn}` : arn));
  return `shifted together with the rule, because they forward to its target groups: ${names.join(', ')}`;
}
