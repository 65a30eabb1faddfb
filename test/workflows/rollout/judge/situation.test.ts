import { lastWarmUp, smallestWeight, trafficSince } from '../../../../workflows/rollout/judge/situation.ts';

const situation = {
  steps: [],
  firstDeployment: false,
  weights: [
    { since: 100, weight: 20 },
    { since: 160, weight: 40 },
    { since: 220, weight: 5 },
  ],
};

it.each([
  ['long after a step, its own', 120, 130, 20],
  ['across a step, the one before', 155, 165, 20],
  ['just after a step, the one before, which some callers still follow', 165, 170, 20],
  ['well after a step, the new one', 175, 180, 40],
  ['just after the first weight, none', 105, 106, 0],
  ['just after a smaller weight, the smaller one', 221, 222, 5],
])('the weight that a bucket may be held against is: %s', (_when, from, to, weight) => {
  expect(smallestWeight(situation, from, to)).toBe(weight);
});

it('the canary is judged from its first weight on', () => {
  expect(trafficSince(situation)).toBe(100);
});

describe('the last warm-up', () => {
  const weights = [
    { since: 100, weight: 10 },
    { since: 200, weight: 20 },
    { since: 300, weight: 5 },
  ];
  const risen = { steps: [], weights, firstDeployment: false };

  it('begins with the first traffic where all tasks are there by then', () => {
    expect(lastWarmUp(risen, 150)).toEqual({ since: 100, number: 1 });
    expect(lastWarmUp(risen, 400)).toEqual({ since: 100, number: 1 });
  });

  it('begins with the last rise before a moment where tasks grow with the weight; a fall is none', () => {
    expect(lastWarmUp({ ...risen, tasksGrow: true }, 150)).toEqual({ since: 100, number: 1 });
    expect(lastWarmUp({ ...risen, tasksGrow: true }, 400)).toEqual({ since: 200, number: 2 });
  });
});
