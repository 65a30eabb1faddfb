import type { Progress } from './progress.ts';
import { advancing, awaitingReady } from './proxies.ts';
import { growthFor, nextGrowth } from './rollout/growth.ts';
import type { RolloutPlan } from './rollout/plan.ts';
import type { TrafficSplit } from './rollout/traffic-split.ts';
import { changing } from './unanswered.ts';

/**
 * Makes the traffic so, on the way forward; where it is so already, nothing is written. A canary that began small has the tasks
 * for its share before it gets it, and starts those for the next one after that.
 */
export async function shift(plan: RolloutPlan, split: TrafficSplit, progress: Progress): Promise<void> {
  const { provisioner, limits } = plan;
  const growth = growthFor(plan, split);
  if (growth !== undefined) {
    progress.waitFor(`${growth.canary} to have the tasks for ${growth.weight} %`);
    await awaitingReady(limits.readySeconds).awaitTasks(provisioner, growth);
  }
  progress.want(split);
  progress.waitFor('the router to take the new weights');
  progress.readBack(
    await changing(progress, () => advancing.shiftTraffic(plan.router, split, progress.router)),
  );
  if (growth !== undefined) await advancing.askForTasks(provisioner, nextGrowth(plan, growth));
}
