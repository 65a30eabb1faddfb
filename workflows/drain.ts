import { sleep } from '@temporalio/workflow';
import type { Progress } from './progress.ts';
import type { RolloutPlan } from './rollout/plan.ts';

/** Lets the requests end that versions without traffic still have under way. */
export async function drain(
  { limits: { drainSeconds } }: RolloutPlan,
  versions: readonly string[],
  progress: Progress,
): Promise<void> {
  progress.waitFor(`requests under way at ${versions.join(', ')} to end (${drainSeconds} s)`);
  await sleep(drainSeconds * 1000);
}
