import {
  checkableAt,
  checkWindow,
  firstPeriod,
  secondsToPeriod,
} from '../../../../workflows/rollout/judge/periods.ts';
import type { Facts, WeightChange } from '../../../../workflows/rollout/judge/situation.ts';

const MINUTES: Facts = { bucketSeconds: 60, lagSeconds: 90 };
const ANYWHERE: Facts = { bucketSeconds: 10, gridSeconds: 1, lagSeconds: 5 };

/** A rollout whose steps of 25 % each take so long, at its n-th weight; its first shift is at 6000, a whole minute. */
const at = (bakeSeconds: number, ...since: (number | readonly [since: number, seenUntil: number])[]) => ({
  steps: [25, 50, 75, 100].map((weight) => ({ weight, bakeSeconds })),
  weights: since.map((moment, i): WeightChange => {
    const [since, seenUntil] = typeof moment === 'number' ? [moment, moment - 90] : moment;
    return { since, weight: 25 * (i + 1), ...(i > 0 && { seenUntil }) };
  }),
  firstDeployment: false,
});

it.each([
  ['waits for the next minute', MINUTES, 5972, 28],
  ['waits a whole minute at the most', MINUTES, 5942.5, 57.5],
  ['does not wait when a minute has just begun', MINUTES, 6001.5, 0],
  ['waits less than a second where buckets begin at any', ANYWHERE, 6000.75, 0.25],
])('a first shift %s', (_, facts, now, seconds) => {
  expect(secondsToPeriod(facts, now)).toBeCloseTo(seconds);
});

it.each([
  ['a period that has just begun is the first', 6000.3, 6000],
  ['a period that has begun before holds what was counted before, and is not', 6010, 6060],
])('%s', (_, since, first) => {
  expect(firstPeriod(MINUTES, since)).toBe(first);
});

it.each<[string, Facts, ReturnType<typeof at>, number]>([
  ['a step of one period', MINUTES, at(60, 6000.2), 6150],
  ['the next step, which begins between two periods', MINUTES, at(60, 6000.2, 6150.4), 6270],
  ['a step of many periods', MINUTES, at(600, 6000), 6690],
  ['a step that does not end with a period, without waiting for another', MINUTES, at(100, 6000), 6150],
  ['the last step, whose last seconds no other check sees', MINUTES, at(60, 6000, 6150, 6270, 6390.4), 6570],
  ['the last step, where it ends just as a period does', MINUTES, at(60, 6000, 6150, 6270, 6420.4), 6570],
  ['a step that is shorter than a period', MINUTES, at(10, 6000), 6150],
  ['a step of 60 s where buckets are of 10 s, and late by 5', ANYWHERE, at(60, 6000.1), 6065],
])('%s is checked when its last whole period can be read', (_, facts, situation, moment) => {
  expect(checkableAt(situation, facts)).toBe(moment);
});

it.each<[string, number, ReturnType<typeof at>, number, [from: number, to: number]]>([
  ['whole periods, never what came before the first traffic', 600, at(60, 6000.2), 6150, [6000, 6060]],
  ['back by the window', 120, at(60, 6000, 6150, 6270, [6390, 6300]), 6510, [6300, 6420]],
  ['all of a step that is longer than the window', 60, at(600, 6000, [6690, 6600]), 7380, [6600, 7260]],
  ['all that the check before could not see', 60, at(60, 6000, [6150, 6060]), 6270, [6060, 6180]],
  ['nothing before anything can be read', 600, at(60, 6000), 6100, [6000, 6000]],
])('a check looks at %s', (_, windowSeconds, situation, now, [from, to]) => {
  expect(checkWindow(windowSeconds, situation, MINUTES, now)).toEqual({ from, to });
});

it('no second of a rollout goes unwatched, whatever its steps, its metrics and its window', () => {
  for (const bucketSeconds of [1, 10, 60])
    for (const lagSeconds of [0, 1.5, 60, 90, 120])
      for (const bakeSeconds of [10, 60, 100, 300])
        for (const windowSeconds of [1, 60, 600]) {
          const facts = { bucketSeconds, lagSeconds };
          const since: [number, number][] = [[6000, 6000]];
          let watchedUntil = 6000;
          for (let i = 0; i < 4; i++) {
            const situation = at(bakeSeconds, ...since);
            const now = Math.max(since[i]![0] + bakeSeconds, checkableAt(situation, facts)) + 0.2;
            const window = checkWindow(windowSeconds, situation, facts, now);
            expect(window.from).toBeLessThanOrEqual(watchedUntil);
            expect(window.to).toBeGreaterThan(watchedUntil - 1e-9);
            expect(window.to + lagSeconds).toBeLessThanOrEqual(now);
            watchedUntil = window.to;
            since.push([now + 30 * (i % 2), window.to]);
          }
        }
});
