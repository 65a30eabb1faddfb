import { nowSeconds } from '../progress.ts';
import { allTo } from '../rollout/traffic-split.ts';
import { clearAway } from './clear-away.ts';
import { drain } from './drain.ts';
import { promoteScaling, releaseScaling } from './scaling.ts';
import type { Weighted } from './weighted.ts';

/**
 * Drains and removes the old version. The split names it until it can go: where a rollout is terminated by force, the next
 * one finds there what to remove, and whose scaling to take over.
 */
export async function finish(weighted: Weighted): Promise<void> {
  const { plan, progress, memory } = weighted;
  const { stable } = memory;
  const until = nowSeconds() + plan.limits.drainSeconds + plan.limits.cleanUpSeconds;
  await promoteScaling(weighted, until);
  const old = stable === undefined ? [] : [stable];
  if (stable !== undefined) await drain(weighted, old);
  await clearAway(weighted, allTo(plan.version.id), [...old, ...memory.left], until, progress.warn);
  if (stable !== undefined) await releaseScaling(weighted, until);
}
