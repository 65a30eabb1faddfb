import { wholeHours } from '../../../client/plan/whole-hours.ts';

const HOUR = 3600;
const NOW = 100 * HOUR;

/** An hour that begins so many hours before. */
const hour = (ago: number, requests: number) => ({
  from: NOW - ago * HOUR,
  to: NOW - (ago - 1) * HOUR,
  stable: { requests, errors: 0 },
});
const ratesOf = (...hours: ReturnType<typeof hour>[]) =>
  wholeHours({ hours, buckets: [] }, NOW).map(({ requestsPerSecond }) => requestsPerSecond);

it('knows what a service got in each hour of a day', () => {
  expect(ratesOf(hour(24, HOUR), hour(23, 2 * HOUR), hour(1, 5 * HOUR))).toEqual([1, 2, 5]);
});

it('leaves out the hour in which metrics began to tell of a version, and the one that is not over', () => {
  expect(ratesOf(hour(3, 1), hour(2, 2 * HOUR), hour(1, 5 * HOUR), hour(0.5, 1))).toEqual([2, 5]);
});

it('knows no hour of a version that came within the last one', () => {
  expect(ratesOf(hour(1, 1))).toEqual([]);
  expect(wholeHours({ buckets: [] }, NOW)).toEqual([]);
});
