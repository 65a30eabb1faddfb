import { drain } from './drain.ts';
import { restoring } from '../proxies.ts';
import { allTo } from '../rollout/traffic-split.ts';
import { promoteScaling, releaseScaling } from './scaling.ts';
import type { Weighted } from './weighted.ts';

/**
 * Drains and removes the old version. The split names it until it can go: where a rollout is terminated by force, the next
 * one finds there what to remove, and whose scaling to take over.
 */
export async function finish(weighted: Weighted): Promise<void> {
  const { plan, router, provisioner, progress, memory } = weighted;
  const { stable } = memory;
  const canary = plan.version.id;
  await promoteScaling(weighted);
  if (stable !== undefined) await drain(weighted, [stable]);
  progress.want(allTo(canary));
  progress.waitFor(`the split to name ${canary} alone`);
  progress.readBack(await restoring.shiftTraffic(router, allTo(canary), memory.router));
  if (stable === undefined) return;

  progress.waitFor(`${stable}, the old version, to be removed`);
  const fate = await restoring.removeVersion(provisioner, stable, memory.made.get(stable));
  progress.note(`${stable} is ${fate}`);
  if (fate === 'removed') memory.held.delete(stable);
  await releaseScaling(weighted);
}
