import type { ErrorCountSpec } from '../plan.ts';
import type { Bucket } from './bucket.ts';
import type { Span, Verdict } from './verdict.ts';

/**
 * The seed's rule: more than `threshold` failed requests of the canary within the window are a bad version.
 * Silence is not health: without any request the answer is inconclusive. Nor is it health to fail most of what one was
 * asked, however little that was.
 */
export function judgeErrorCount(spec: ErrorCountSpec, buckets: readonly Bucket[], window: Span): Verdict {
  const requests = buckets.reduce((sum, { canary }) => sum + (canary?.requests ?? 0), 0);
  const errors = buckets.reduce((sum, { canary }) => sum + (canary?.errors ?? 0), 0);
  const record = { judge: spec.kind, window, numbers: { requests, errors, threshold: spec.threshold } };
  const seconds = Math.round(window.to - window.from);

  if (errors > spec.threshold) {
    const reason = `errorCount: ${errors} of ${requests} requests of the canary failed in ${seconds} s, more than the ${spec.threshold} allowed`;
    return { kind: 'fail', reason, ...record };
  }
  if (requests === 0) {
    const reason = `errorCount: no request of the canary was seen in ${seconds} s`;
    return { kind: 'inconclusive', reason, silent: true, ...record };
  }
  const reason = `errorCount: ${errors} of ${requests} requests of the canary failed in ${seconds} s, ${spec.threshold} allowed`;
  if (2 * errors >= requests)
    return { kind: 'inconclusive', reason: `${reason}, but at least half of them failed`, ...record };
  return { kind: 'pass', reason, ...record };
}
