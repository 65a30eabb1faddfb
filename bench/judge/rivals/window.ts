import type { Bucket } from '../../../workflows/rollout/judge/bucket.ts';

/** What a metrics backend would answer about the canary: the readable buckets of a window. */
export interface Window {
  readonly requests: number;
  readonly errors: number;
  /** Requests slower than half a second; undefined where latency is not measured. */
  readonly slow: number | undefined;
}

/** Place of the 500 ms bound in Envoy's histogram. */
const halfSecond = 8;

/** The last `seconds` that can be read. */
export function lastWindow(buckets: readonly Bucket[], seconds: number): Window {
  const end = buckets.at(-1)?.to ?? 0;
  let [requests, errors] = [0, 0];
  let slow: number | undefined;
  for (let i = buckets.length - 1; i >= 0; i--) {
    const bucket = buckets[i];
    if (!bucket || bucket.to <= end - seconds) break;
    if (!bucket.canary) continue;
    requests += bucket.canary.requests;
    errors += bucket.canary.errors;
    const { latency } = bucket.canary;
    if (latency) slow = (slow ?? 0) + latency.slice(halfSecond + 1).reduce((a, b) => a + b, 0);
  }
  return { requests, errors, slow };
}
