import type { Action } from '@aws-sdk/client-elastic-load-balancing-v2';
import { groupsFor, sharesOf } from '../../../activities/load-balancing/alb/shares.ts';

type Weights = Readonly<Record<string, number>>;
const list = (weights: Weights) => Object.entries(weights).map(([arn, weight]) => ({ arn, weight }));
const rule = (weights: Weights): Action[] => [
  {
    Type: 'forward',
    ForwardConfig: {
      TargetGroups: Object.entries(weights).map(([TargetGroupArn, Weight]) => ({ TargetGroupArn, Weight })),
    },
  },
];

describe('what rules give to the groups of a service', () => {
  it.each([
    ['whatever one adds up to', [{ a: 3, b: 1 }], { a: 75, b: 25 }],
    [
      'two that agree',
      [
        { a: 90, b: 10 },
        { b: 1, a: 9 },
      ],
      { a: 90, b: 10 },
    ],
    [
      'two that disagree, which shows',
      [
        { a: 80, b: 20 },
        { a: 90, b: 10 },
      ],
      { a: 90, b: 20 },
    ],
    ['one that does not know a group', [{ a: 100, b: 0 }, { a: 1 }], { a: 100, b: 0 }],
    [
      'one that forwards to others as well',
      [
        { a: 100, b: 0 },
        { a: 5, b: 5, other: 90 },
      ],
      { a: 100, b: 50 },
    ],
    [
      'one that gives it nothing',
      [
        { a: 60, b: 40 },
        { a: 0, other: 1 },
      ],
      { a: 60, b: 40 },
    ],
    ['none of which gives it anything', [{ a: 0, b: 0 }], { a: 0, b: 0 }],
  ] as const)('%s', (_what, rules: readonly Weights[], shares) => {
    expect(sharesOf(['a', 'b'], rules.map(rule))).toEqual(list(shares));
  });
});

describe('a rule, once requests are shared otherwise,', () => {
  it.each([
    ['takes the new weights', { a: 100, b: 0 }, { a: 80, b: 20 }, { a: 80, b: 20 }],
    ['learns of a group that is to get something', { a: 1 }, { a: 80, b: 20 }, { a: 80, b: 20 }],
    ['learns of no group that is to get nothing', { a: 1 }, { a: 100, b: 0 }, { a: 100 }],
    ['keeps the part of others', { a: 1, other: 3 }, { a: 80, b: 20 }, { a: 80, b: 20, other: 300 }],
    [
      'keeps it also the second time',
      { a: 80, b: 20, other: 300 },
      { a: 0, b: 100 },
      { a: 0, b: 100, other: 300 },
    ],
    ['leaves a group of others at 0', { a: 1, closed: 0 }, { a: 80, b: 20 }, { a: 80, b: 20, closed: 0 }],
    ['goes on giving the service nothing', { a: 0, other: 1 }, { a: 80, b: 20 }, { a: 0, other: 1 }],
  ] as const)('%s', (_what, before: Weights, wanted: Weights, after: Weights) => {
    expect(groupsFor(rule(before), list(wanted))).toEqual(list(after));
  });
});
