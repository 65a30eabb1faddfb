import { nowSeconds } from '../progress.ts';
import { allTo } from '../rollout/traffic-split.ts';
import { clearAway } from './clear-away.ts';
import { drain } from './drain.ts';
import { promoteScaling, releaseScaling } from './scaling.ts';
import type { Weighted } from './weighted.ts';

/** Lets the old version's last requests end. */
export async function drainStable(weighted: Weighted): Promise<void> {
  const { stable } = weighted.memory;
  if (stable !== undefined) await drain(weighted, [stable]);
}

/** Has the promoted version scaled as the old one was. Answers whether there was anything to do. */
export const takeOver = (weighted: Weighted): Promise<boolean> =>
  promoteScaling(weighted, cleanUpEnd(weighted));

/**
 * Removes the old version. The split names it until it can go: where a rollout is terminated by force, the next
 * one finds there what to remove, and whose scaling to take over.
 */
export async function removeStable(weighted: Weighted): Promise<void> {
  const { plan, progress, memory } = weighted;
  const { stable } = memory;
  const until = cleanUpEnd(weighted);
  const old = stable === undefined ? [] : [stable];
  await clearAway(weighted, allTo(plan.version.id), [...old, ...memory.left], until, progress.warn, 'ends');
  if (stable !== undefined) await releaseScaling(weighted, until);
}

const cleanUpEnd = ({ plan }: Weighted): number => nowSeconds() + plan.limits.cleanUpSeconds;
