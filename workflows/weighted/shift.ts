import { advancing, awaitingReady, judging } from '../proxies.ts';
import { growthFor, nextGrowth } from '../rollout/growth.ts';
import type { TrafficSplit } from '../rollout/traffic-split.ts';
import { changing } from './unanswered.ts';
import type { Weighted } from './weighted.ts';

/**
 * Makes the traffic so, on the way forward; where it is so already, nothing is written. A canary that began small has the tasks
 * for its share before it gets it, and starts those for the next one after that.
 *
 * @param begins called right before the split is written
 */
export async function shift(
  { plan, router, provisioner, progress, memory }: Weighted,
  split: TrafficSplit,
  begins?: () => Promise<void>,
): Promise<void> {
  const growth = growthFor(provisioner, plan.version.id, split);
  if (growth !== undefined) {
    progress.waitFor(`${growth.canary} to have the tasks for ${growth.weight} %`);
    await awaitingReady(plan.limits.readySeconds).awaitTasks(provisioner, growth);
  }
  await begins?.();
  progress.want(split);
  progress.waitFor('the router to take the new weights');
  progress.readBack(await changing(memory, () => advancing.shiftTraffic(router, split, memory.router)));
  if (growth !== undefined) await advancing.askForTasks(provisioner, nextGrowth(plan, growth));
}

/** The split as it is, for a look that nobody waits for long. */
export const readTraffic = ({ router, memory }: Weighted): Promise<TrafficSplit> =>
  judging.readTraffic(router, memory.router);
