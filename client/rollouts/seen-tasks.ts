import type { Policy } from '../../activities/policy/policy.ts';
import type { SeenTasks } from '../../activities/tasks/seen-tasks.ts';
import { rolloutId } from '../../workflows/messages.ts';
import type { RolloutPlan } from '../../workflows/rollout/plan.ts';
import type { liveTasks } from '../../worker/live-tasks.ts';
import { orFailWithoutAws } from '../aws-trouble.ts';

/** What looks at the tasks of versions of a plan. @throws Trouble `unreachable` where AWS cannot be called */
export type TaskLook = (
  plan: Pick<RolloutPlan, 'driver' | 'environment' | 'service'>,
  versions: readonly string[],
) => Promise<SeenTasks>;

/** Looks with the caller's own AWS credentials, or as the role that a worker's policy names for the rollout's account. */
export function taskLook(policy?: Policy): TaskLook {
  let look: ReturnType<typeof liveTasks> | undefined;
  return async ({ driver, environment, service }, versions) => {
    // AWS's clients take a moment to load.
    look ??= (await import('../../worker/live-tasks.ts')).liveTasks(policy);
    return look(rolloutId(environment, service), driver, versions).catch(orFailWithoutAws);
  };
}
