import type { SeenTasks } from '../../activities/tasks/seen-tasks.ts';
import type { RolloutPlan } from '../../workflows/rollout/plan.ts';
import { orFailWithoutAws } from '../aws-trouble.ts';

/** The tasks of a plan's versions, with the caller's own AWS credentials. @throws Trouble `unreachable` where AWS cannot be called */
export async function lookAtTasks(
  { driver }: Pick<RolloutPlan, 'driver'>,
  versions: readonly string[],
): Promise<SeenTasks> {
  // AWS's clients take a moment to load.
  const { liveTasks } = await import('../../worker/live-tasks.ts');
  return liveTasks(driver, versions).catch(orFailWithoutAws);
}
