import type { EvidenceConfig } from './evidence-config.ts';
import { firstStake } from './onset-mixture.ts';

/** Whether a bucket overlaps the time in which tasks that have begun to get traffic may be slow. */
export const isWarmingUp = (
  { warmUpSeconds }: Pick<EvidenceConfig, 'warmUpSeconds'>,
  risenAt: number,
  { from, to }: { readonly from: number; readonly to: number },
): boolean => from < risenAt + warmUpSeconds && to > risenAt;

/**
 * The most that the evidence of an alternative can be while tasks warm up. They are slow without being bad: all of
 * that time together proves less than one blip, and is no doubt yet. What is slow after it counts in full.
 */
export const mostInWarmUp = firstStake * Math.exp(4);
