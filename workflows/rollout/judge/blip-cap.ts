import type { Proportion } from './score-interval.ts';

/** Buckets longer than this are evidence enough by themselves. */
const shortBucketSeconds = 30;
/** ln of the most that a blip can prove. */
const lnCap = 4.6;

/** The same for the newest bucket: it needs some doubt before it to convict. */
const lnCapOfNewest = 3.4;

/** A bucket that is judged, and whether the one after it has been seen. */
export interface CappedBucket {
  readonly seconds: number;
  readonly isCollapse: boolean;
  readonly neighboursKnown: boolean;
}

/**
 * Limits what one bucket can prove, so that a blip convicts nobody: a short one, and any that is the newest, since
 * the next may show that stable met the same, read some seconds apart. Only ever lowers a factor.
 */
export function capBlip(lnFactor: number, { seconds, isCollapse, neighboursKnown }: CappedBucket): number {
  const isShort = seconds <= shortBucketSeconds;
  // Half of a long bucket cannot be explained by readings some seconds apart.
  const isWhole = isCollapse && (neighboursKnown || !isShort);
  if (isWhole || (neighboursKnown && !isShort)) return lnFactor;
  return Math.min(lnFactor, neighboursKnown ? lnCap : lnCapOfNewest);
}

/** Half of the canary's requests fail while stable works: that is no blip. */
export const isCollapse = (canary: Proportion, stable: Proportion): boolean =>
  canary.events >= 5 && canary.events >= canary.requests / 2 && stable.events <= 0.1 * stable.requests;
