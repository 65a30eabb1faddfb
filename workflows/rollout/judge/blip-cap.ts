import type { Table } from './noncentral-hypergeometric.ts';

/** Buckets longer than this are evidence enough by themselves. */
const shortBucketSeconds = 30;
/** ln of the most that a blip can prove. */
export const lnCap = 4.6;

/** Limits what one short bucket can prove, so that a blip convicts nobody. Only ever lowers a factor. */
export const capBlip = (lnFactor: number, bucketSeconds: number): number =>
  bucketSeconds <= shortBucketSeconds ? Math.min(lnFactor, lnCap) : lnFactor;

/** Half of the canary's requests fail while stable works: that is no blip. */
export const isCollapse = (errors: Table): boolean =>
  errors.canaryEvents >= 5 &&
  errors.canaryEvents >= errors.canaryRequests / 2 &&
  errors.stableEvents <= 0.1 * errors.stableRequests;
