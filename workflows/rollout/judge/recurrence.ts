import type { Proportion } from './score-interval.ts';

/**
 * Bursts of the canary alone, with healthy time in between. To all other alternatives a healthy bucket speaks against
 * a bad version; to this one it says little: «a bucket in `burstShare` is bad, the others are healthy».
 */
const burstShare = 0.03;

/** How many buckets of a healthy version burst where its history knows of none. */
const rarestBurst = 1 / 3000;

export const noEvidenceOfRecurrence: readonly number[] = [0];

/**
 * The ln factor `((1 − ρ₁) + ρ₁ LR) / ((1 − ρ₀) + ρ₀ LR)`, with ρ₀ the share of buckets in which stable itself bursts
 * and LR the mean of a bucket's likelihood ratios, all given as logarithms. It is concave in LR, so its expectation is ≤ 1 where
 * LR's is (Jensen); no bucket proves more than ρ₁/ρ₀.
 */
export function factorOfRecurrence(lnRatios: readonly number[], burstsBefore: number): number[] {
  if (lnRatios.length === 0) return [0];
  const usual = Math.max(rarestBurst, burstsBefore);
  if (usual >= burstShare) return [0];
  const most = Math.max(...lnRatios);
  // LR as `scale · e^most`, so that nothing overflows.
  const scale = lnRatios.reduce((sum, ln) => sum + Math.exp(ln - most), 0) / lnRatios.length;
  const mix = (share: number) =>
    most > 0 ? (1 - share) * Math.exp(-most) + share * scale : 1 - share + share * scale * Math.exp(most);
  return [Math.log(mix(burstShare) / mix(usual))];
}

/** A bucket that fails five times as much as usual, by more than chance ever does, is a burst. */
const burstRatio = 5;
const burstZ = 5;

/** The share of buckets in which stable burst, from its history; two more than seen, as those seen are few. */
export function burstShareOf(buckets: readonly Proportion[], rate: number): number {
  const bursts = buckets.filter(({ events, requests }) => {
    const usual = rate * requests;
    return events > burstRatio * usual && events > usual + burstZ * Math.sqrt(usual) + burstZ;
  }).length;
  return bursts === 0 ? 0 : (bursts + 2) / buckets.length;
}
