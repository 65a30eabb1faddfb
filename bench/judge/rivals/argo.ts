import { type Check, watchIntervals } from './interval.ts';
import { lastWindow } from './window.ts';

/** Argo Rollouts' documented analysis: success rate at least 95 %, more than 3 failures abort; 0/0 is not ≥. */
export function argo() {
  let failed = 0;
  return watchIntervals((buckets): Check => {
    // An initialDelay spares the canary the time before its first value.
    if (buckets.length === 0) return 'pass';
    const { requests, errors } = lastWindow(buckets, 60);
    if (requests === 0 || errors > 0.05 * requests) failed += 1;
    return failed > 3 ? 'rollBack' : 'pass';
  });
}
