import type { ForwardingRule } from '../../activities/discovery/balanced-service.ts';

/**
 * The rules in the order in which one of them is to be named in a file, if it does not matter which: all forward to the same service alone,
 * so they are shifted together. None where it does matter, since some forward to others as well.
 */
export function inNamingOrder(rules: readonly ForwardingRule[]): readonly ForwardingRule[] {
  const [first, ...rest] = rules.toSorted((a, b) => b.groups.length - a.groups.length);
  if (first === undefined) return [];
  if (rest.length === 0) return [first];
  const isKnown = (arn: string) => first.groups.some((group) => group.arn === arn);
  const areOfService =
    first.groups.length <= GROUPS && rest.every(({ groups }) => groups.every(({ arn }) => isKnown(arn)));
  return areOfService ? [first, ...rest] : [];
}

/** A service has two, which take turns in being stable's and the canary's. */
const GROUPS = 2;
