import { type Check, watchIntervals } from './interval.ts';
import { lastWindow } from './window.ts';

/**
 * Flagger's builtin checks: success rate at least 99 %, 99th percentile at most 500 ms, over a minute. A miss
 * holds the weight and is never forgotten; no value is a miss; the rollback comes one interval after the last.
 * Before any value can be there, it is spared: with metrics that come a minute late, the first miss would say nothing.
 */
export function flagger(threshold: number) {
  let failed = 0;
  return watchIntervals((buckets): Check => {
    if (buckets.length === 0) return 'pass';
    if (failed >= threshold) return 'rollBack';
    const { requests, errors, slow = 0 } = lastWindow(buckets, 60);
    const passed = requests > 0 && errors <= 0.01 * requests && slow <= 0.01 * requests;
    if (passed) return 'pass';
    failed += 1;
    return 'hold';
  });
}
