import type { Progress } from './progress.ts';
import { advancing } from './proxies.ts';
import type { RolloutPlan } from './rollout/plan.ts';
import type { TrafficSplit } from './rollout/traffic-split.ts';

/** Makes the traffic so, on the way forward; where it is so already, nothing is written. */
export async function shift(plan: RolloutPlan, split: TrafficSplit, progress: Progress): Promise<void> {
  progress.want(split);
  progress.waitFor('the router to take the new weights');
  progress.readBack(await advancing.shiftTraffic(plan.router, split));
}
