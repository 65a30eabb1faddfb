import { type Check, watchIntervals } from './interval.ts';
import { lastWindow } from './window.ts';

/** A CloudWatch alarm on the canary: more than 1 % of requests failed in 2 of 2 minutes; no data is no breach. */
export function alarm() {
  let breaches = 0;
  return watchIntervals((buckets): Check => {
    const { requests, errors } = lastWindow(buckets, 60);
    breaches = requests > 0 && errors > 0.01 * requests ? breaches + 1 : 0;
    return breaches >= 2 ? 'rollBack' : 'pass';
  });
}
