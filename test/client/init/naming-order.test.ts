import { inNamingOrder } from '../../../client/init/naming-order.ts';
import { togetherText } from '../../../activities/load-balancing/alb/together.ts';
import type { ForwardingRule } from '../../../activities/discovery/balanced-service.ts';

/** A rule that forwards to groups by their names, with weights. */
const rule = (arn: string, weights: Readonly<Record<string, number>>): ForwardingRule => {
  const groups = Object.entries(weights).map(([name, weight]) => ({ arn: name, weight }));
  const TargetGroups = groups.map((group) => ({ TargetGroupArn: group.arn, Weight: group.weight }));
  return { arn, groups, actions: [{ Type: 'forward', ForwardConfig: { TargetGroups } }] };
};

const LISTENER = 'arn:aws:elasticloadbalancing:eu-west-1:123456789012:listener/app/shop/1/2';
const BOTH = { a: 100, b: 0 };

it.each([
  ['the only one, whatever it forwards to', [rule('one', { a: 50, other: 50 })], 'one'],
  ['the first of those that share alike', [rule('one', BOTH), rule('two', BOTH)], 'one'],
  ['the one that has both groups already', [rule('one', { a: 1 }), rule('two', BOTH)], 'two'],
  [
    'none where one forwards to others as well',
    [rule('one', BOTH), rule('two', { a: 50, other: 50 })],
    undefined,
  ],
  ['none where there are others at weight 0', [rule('one', BOTH), rule('two', { ...BOTH, c: 0 })], undefined],
  ['none where there is none', [], undefined],
])('names %s', (_which, rules, named) => {
  expect(inNamingOrder(rules)[0]?.arn).toBe(named);
});

describe('what is shifted together with a rule', () => {
  it('is every other that sends it requests, by its name', () => {
    expect(togetherText(rule('one', BOTH), rule('two', { a: 50, other: 50 }), rule(LISTENER, BOTH))).toBe(
      `shifted together with the rule, because they forward to its target groups: two, the default action of ${LISTENER}`,
    );
  });

  it('is none that sends its requests to others', () => {
    expect(
      togetherText(rule('one', BOTH), rule('closed', { ...BOTH, a: 0, maintenance: 1 })),
    ).toBeUndefined();
  });
});
