import type { Bucket } from './bucket.ts';

/** Reached by a canary that gets its weight less than once in a thousand times. */
export const starvationThreshold = Math.log(1000);

/**
 * A canary that the proxy cannot reach fails requests that never carry its name: it shows by getting fewer
 * than its weight. A CUSUM (Page 1954) of «a twentieth of its weight» against «half of it».
 */
export function starve(cusum: number, { canary, stable }: Bucket, weight: number): number {
  if (!canary || !stable) return cusum;
  const half = (0.5 * weight) / 100;
  const twentieth = (0.05 * weight) / 100;
  if (half === 0) return cusum;
  const gain =
    canary.requests * Math.log(twentieth / half) + stable.requests * Math.log((1 - twentieth) / (1 - half));
  return Math.max(0, cusum + gain);
}
