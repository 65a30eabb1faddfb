import type { History } from '../../workflows/rollout/judge/baseline.ts';
import { requestsPerSecondOf } from '../../workflows/rollout/judge/bucket.ts';

/** An hour, by its beginning and end in epoch seconds, and how many requests a second a service got in it. */
export interface HourOfTraffic {
  readonly from: number;
  readonly to: number;
  readonly requestsPerSecond: number;
}

const HOUR = 3600;

/**
 * The hours before a moment (epoch seconds) that metrics tell all of, oldest first: neither one that is not over, nor the one in
 * which they began to tell of the version.
 */
export function wholeHours({ hours = [] }: History, before: number): HourOfTraffic[] {
  const known = hours.flatMap((hour) => {
    const requestsPerSecond = requestsPerSecondOf([hour]);
    return requestsPerSecond === undefined ? [] : [{ from: hour.from, to: hour.to, requestsPerSecond }];
  });
  const isBegunWithin = (known[0]?.from ?? 0) >= before - 23 * HOUR;
  return known.slice(isBegunWithin ? 1 : 0).filter(({ to }) => to <= before);
}

/** How many requests a second it was on a mean of hours, of which there is one at least. */
export const meanOf = (hours: readonly HourOfTraffic[]): number =>
  hours.reduce((sum, { requestsPerSecond }) => sum + requestsPerSecond, 0) / hours.length;
