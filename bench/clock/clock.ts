import { propagationSeconds, type Facts } from '../../workflows/rollout/judge/situation.ts';

export type Judge = 'errorCount' | 'evidence';

/** How a rollout kept time. */
export interface Clock {
  /** How long each weight was kept, as a multiple of its bake. */
  readonly kept: readonly number[];
  /** The same of the least that it can be kept for. */
  readonly late: readonly number[];
  /** From the first weight until it was promoted, as a multiple of all that its weights can be kept for at the least. */
  readonly whole: number;
}

/** What is known of a rollout once it was promoted. */
export interface Promotion {
  readonly judge: Judge;
  readonly facts: Pick<Facts, 'bucketSeconds' | 'lagSeconds'>;
  readonly bakes: readonly number[];
  /** When each weight was written, when the last bake was over, and when it was promoted; epoch seconds. */
  readonly written: readonly number[];
  readonly baked: number;
  readonly promoted: number;
}

/** @throws Error where there are not as many weights as bakes */
export function clockOf(promotion: Promotion): Clock {
  const { bakes, written, baked, promoted } = promotion;
  if (written.length !== bakes.length)
    throw new Error(`${written.length} weights were written, for ${bakes.length} bakes`);
  const seconds = written.map((from, i) => (written[i + 1] ?? baked) - from);
  const least = bakes.map((bake, i) => leastSeconds(promotion, bake, i === bakes.length - 1));
  return {
    kept: seconds.map((each, i) => each / bakes[i]!),
    late: seconds.map((each, i) => each / least[i]!),
    whole: (promoted - written[0]!) / least.reduce((sum, each) => sum + each, 0),
  };
}

/**
 * A count waits until the last period of its bake can be read, at 100 % that in which the bake ends; evidence waits at 100 % alone, for
 * callers to have that weight, and for a period of it.
 */
function leastSeconds({ judge, facts }: Promotion, bakeSeconds: number, isLast: boolean): number {
  const { bucketSeconds, lagSeconds } = facts;
  if (judge === 'errorCount') return bakeSeconds + lagSeconds + (isLast ? bucketSeconds : 0);
  return isLast ? Math.max(bakeSeconds, propagationSeconds + bucketSeconds + lagSeconds) : bakeSeconds;
}
