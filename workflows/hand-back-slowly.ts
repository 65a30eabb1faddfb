import { sleep } from '@temporalio/workflow';
import { orBackToCanary } from './back-to-canary.ts';
import type { Commands } from './commands.ts';
import type { Driver } from './driver.ts';
import { nowSeconds, type Progress } from './progress.ts';
import type { RolloutPlan } from './rollout/plan.ts';
import { slowSteps } from './rollout/slow-start.ts';
import { weightIn } from './rollout/traffic-split.ts';
import { mustServe } from './serving.ts';
import { LOOK_SECONDS, mendWeights } from './settle-watched.ts';

/**
 * Gives a service whose load balancer has its new tasks start slowly its traffic over that time, where the plan has no steps for that; none of
 * it is judged. Answers why that is not to go on, or what a person has to be asked about the weights, as a sentence.
 *
 * @param isAsked whether a person has just decided about the weights as they are
 */
export async function handBackSlowly(
  plan: RolloutPlan,
  driver: Driver,
  progress: Progress,
  commands: Commands,
  isAsked: boolean,
): Promise<string | undefined> {
  const { stable } = progress.status;
  const steps = plan.handBack ? [] : slowSteps(driver.slowStartSeconds ?? 0);
  if (steps.length === 0 || stable === undefined || commands.promotion === 'all') return undefined;
  // A canary that has died has left it everything.
  if (weightIn(progress.status.wanted, plan.version.id, stable) === 0) return undefined;
  let drift: string | undefined;
  const failed = await orBackToCanary(plan, driver, progress, stable, async () => {
    for (const { weight, bakeSeconds } of steps) {
      await driver.goTo({ weight: 100 - weight, begins: () => Promise.resolve() });
      progress.waitFor(`new tasks of ${stable} to start slowly, at ${weight} %`, nowSeconds() + bakeSeconds);
      for (let left = bakeSeconds; left > 0; left -= LOOK_SECONDS) {
        await sleep(Math.min(left, LOOK_SECONDS) * 1000);
        await mustServe(driver, progress);
      }
      drift = await mendWeights(plan, driver, progress);
      if (drift !== undefined && !isAsked) return;
    }
  });
  return failed ?? (isAsked ? undefined : drift);
}
