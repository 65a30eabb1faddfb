import { clockOf } from '../../bench/clock/clock.ts';
import { mostWithin } from '../../bench/rollouts-at-once/calls.ts';

const facts = { bucketSeconds: 1, lagSeconds: 2 };

it('a weight by evidence is kept for its bake at the least, and the last one until callers have it', () => {
  const promotion = { facts, bakes: [10, 10], written: [100, 110], baked: 123, promoted: 123 };
  expect(clockOf({ ...promotion, judge: 'evidence' })).toEqual({ kept: [1, 1.3], late: [1, 1], whole: 1 });
});

it('a weight by a count is kept until its last period can be read', () => {
  const promotion = { facts, bakes: [10, 10], written: [100, 112], baked: 125, promoted: 126 };
  const { kept, late, whole } = clockOf({ ...promotion, judge: 'errorCount' });
  expect({ kept, late }).toEqual({ kept: [1.2, 1.3], late: [1, 1] });
  expect(whole).toBeCloseTo(26 / 25);
});

it('a clock is told of every weight', () => {
  const promotion = {
    judge: 'evidence',
    facts,
    bakes: [10, 10],
    written: [100],
    baked: 120,
    promoted: 120,
  } as const;
  expect(() => clockOf(promotion)).toThrow('1 weights were written, for 2 bakes');
});

it('the busiest seconds are those that most calls begin in', () => {
  const call = (second: number) => ({
    ...{
      time: new Date(1000 * second).toISOString(),
      service: 'elasticloadbalancing',
      action: 'DescribeRules',
    },
    ...{ status: 200, parameters: {} },
  });
  const calls = [0, 0.5, 1, 5, 5.4, 5.8, 5.9].map(call);
  expect([mostWithin(1, calls), mostWithin(5, calls), mostWithin(10, calls), mostWithin(1, [])]).toEqual([
    4, 5, 7, 0,
  ]);
});
