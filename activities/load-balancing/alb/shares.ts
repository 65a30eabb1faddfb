import type { Action } from '@aws-sdk/client-elastic-load-balancing-v2';
import type { WeightedGroup } from '../load-balancing.ts';
import { groupsOf } from './actions.ts';

/** Of what rules give to a service's groups, each group's part, in percent. Rules that disagree show in parts of more than 100 together: each group's greatest. */
export function sharesOf(
  service: readonly string[],
  rules: readonly (readonly Action[])[],
): readonly WeightedGroup[] {
  const ofRules = rules.map((actions) => sharesIn(service, groupsOf(actions)));
  return service.map((arn) => ({
    arn,
    weight: Math.max(0, ...ofRules.map((shares) => shares.get(arn) ?? 0)),
  }));
}

/** Nothing where the rule gives nothing to any of them. */
function sharesIn(service: readonly string[], groups: readonly WeightedGroup[]): Map<string, number> {
  const ours = groups.filter(({ arn }) => service.includes(arn));
  const total = sum(ours);
  return new Map(total === 0 ? [] : ours.map(({ arn, weight }) => [arn, (100 * weight) / total]));
}

/**
 * A rule's groups once a service's requests are shared otherwise. Groups of others keep their part of the rule; a rule that gives the
 * service nothing goes on so, and one that does not know a group learns of it only when it is to get something.
 */
export function groupsFor(
  actions: readonly Action[],
  wanted: readonly WeightedGroup[],
): readonly WeightedGroup[] {
  const present = groupsOf(actions);
  const isOurs = ({ arn }: WeightedGroup) => wanted.some((group) => group.arn === arn);
  const others = present.filter((group) => !isOurs(group));
  const total = sum(present.filter(isOurs));
  if (isForOthers(present, wanted)) return present;
  const named = wanted.filter(({ arn, weight }) => weight > 0 || present.some((group) => group.arn === arn));
  const scale = total === 0 ? 1 : sum(named) / total;
  return [
    ...named,
    ...others.map(({ arn, weight }) => ({ arn, weight: Math.min(MOST_WEIGHT, Math.round(weight * scale)) })),
  ];
}

/** Whether a rule sends requests, and none of them to the service: it goes on so. */
export function isForOthers(groups: readonly WeightedGroup[], service: readonly WeightedGroup[]): boolean {
  const served = groups.filter(({ weight }) => weight > 0);
  return served.length > 0 && !served.some(({ arn }) => service.some((group) => group.arn === arn));
}

/** https://docs.aws.amazon.com/elasticloadbalancing/latest/APIReference/API_TargetGroupTuple.html */
const MOST_WEIGHT = 999;

const sum = (groups: readonly WeightedGroup[]): number =>
  groups.reduce((total, { weight }) => total + weight, 0);
