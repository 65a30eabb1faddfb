import { ActivityFailure, ApplicationFailure, isCancellation } from '@temporalio/workflow';
import type { Driver } from './driver.ts';
import { outcomeOf } from './outcome.ts';
import type { Progress } from './progress.ts';
import type { RolloutPlan } from './rollout/plan.ts';
import { healthyTasks } from './serving.ts';

/**
 * Does what gives a service that runs the new version traffic. Where that fails the canary has all of it again, and why is answered as a
 * sentence; a canary that alone has no healthy task leaves it to the service.
 */
export async function orBackToCanary(
  { version }: RolloutPlan,
  driver: Driver,
  progress: Progress,
  stable: string,
  act: () => Promise<void>,
): Promise<string | undefined> {
  try {
    await act();
    return undefined;
  } catch (error) {
    if (isCancellation(error)) throw error;
    if (!(error instanceof ActivityFailure) && !(error instanceof ApplicationFailure)) throw error;
    const { reason } = outcomeOf(error);
    if ((await healthyTasks(driver, version.id)) === 0 && (await healthyTasks(driver, stable))) {
      progress.note(`${reason}: ${stable} gets all of it`);
      return undefined;
    }
    await driver.keepCanary();
    return `${stable} runs ${version.id}, and does not get its traffic: ${reason}`;
  }
}
