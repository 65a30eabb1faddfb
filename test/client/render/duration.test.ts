import { durationText, inWords } from '../../../client/render/duration.ts';

it.each([
  [0, '0 s'],
  [59, '59 s'],
  [60, '1 min'],
  [3_725, '1 h 2 min'],
  [90_000, '1 d 1 h'],
])('%i seconds are %s', (seconds, words) => {
  expect(durationText(seconds)).toBe(words);
});

const noon = new Date('2026-01-01T12:00:00Z');

it.each([
  ['2026-01-01T12:00:34Z', 'in 34 s'],
  ['2026-01-01T11:58:00Z', '2 min ago'],
])('at noon %s is %s', (moment, words) => {
  expect(inWords(noon, new Date(moment))).toBe(words);
});
