import type { Action } from '@aws-sdk/client-elastic-load-balancing-v2';
import type { WeightedGroup } from '../load-balancing.ts';

/** The target groups of a rule, in its order, by its own weights from 0 to 999. */
export function groupsOf(actions: readonly Action[]): WeightedGroup[] {
  const forward = actions.find(({ Type }) => Type === 'forward');
  const groups = forward?.ForwardConfig?.TargetGroups ?? [];
  if (groups.length > 0)
    return groups.map(({ TargetGroupArn: arn = '', Weight: weight = 1 }) => ({ arn, weight }));
  return forward?.TargetGroupArn === undefined ? [] : [{ arn: forward.TargetGroupArn, weight: 1 }];
}

/** The same actions with other weights, to be written: order, stickiness and what comes before forwarding stay. */
export const withGroups = (actions: readonly Action[], groups: readonly WeightedGroup[]): Action[] =>
  actions.map((action) =>
    action.Type === 'forward'
      ? {
          ...action,
          // The short form for one group must not contradict the list.
          TargetGroupArn: undefined,
          ForwardConfig: {
            ...action.ForwardConfig,
            TargetGroups: groups.map(({ arn, weight }) => ({ TargetGroupArn: arn, Weight: weight })),
          },
        }
      : withItsSecret(action),
  );

/** A login is described without the secret that it has, and cannot be written without one, or without saying that it stays. */
const withItsSecret = (action: Action): Action =>
  action.AuthenticateOidcConfig === undefined
    ? action
    : {
        ...action,
        AuthenticateOidcConfig: { ...action.AuthenticateOidcConfig, UseExistingClientSecret: true },
      };

/** Target group `targetgroup/cart-a/0123456789abcdef` is `cart-a` to people. */
export const groupName = (arn: string): string => arn.split('/').at(-2) ?? arn;
