import type { EvidenceConfig } from './evidence-config.ts';
import { firstStake } from './onset-mixture.ts';

/** When tasks last began to get traffic, in epoch seconds, and how often that has happened. */
export interface WarmUp {
  readonly since: number;
  readonly number: number;
}

/** Whether a bucket overlaps the time in which tasks that have begun to get traffic may be slow. */
export const isWarmingUp = (
  { warmUpSeconds }: Pick<EvidenceConfig, 'warmUpSeconds'>,
  { since }: WarmUp,
  { from, to }: { readonly from: number; readonly to: number },
): boolean => from < since + warmUpSeconds && to > since;

/**
 * The most that the evidence of a grid can be in all, as a share of what its stakes come to, while tasks warm up. They are slow
 * without being bad: that time proves less than one blip, and is no doubt yet. What is slow after it counts in full.
 */
const mostInWarmUp = firstStake * Math.exp(3);

/**
 * The evidence of a grid's alternatives while tasks warm up: the strongest are limited until all together keep to the most, those that
 * had more before keep it. Each later warm-up has a smaller part, so that many prove little more than one.
 */
export function limitedInWarmUp(
  before: readonly number[],
  after: readonly number[],
  stakes: readonly number[],
  { number }: WarmUp,
): number[] {
  const ceiling = ceilingUnder(mostInWarmUp / number, after, stakes);
  return after.map((evidence, i) => Math.min(evidence, Math.max(before[i] ?? 0, ceiling)));
}

/** The ceiling at which the weighted sum of values comes to a total; Infinity if it does not anyway. */
function ceilingUnder(total: number, values: readonly number[], weights: readonly number[]): number {
  let [left, weight] = [total, 1];
  const ascending = values
    .map((value, i) => ({ value, share: weights[i] ?? 0 }))
    .toSorted((a, b) => a.value - b.value);
  for (const { value, share } of ascending) {
    if (value * weight >= left) return left / weight;
    left -= value * share;
    weight -= share;
  }
  return Infinity;
}
