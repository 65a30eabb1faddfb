import { CancellationScope, sleep } from '@temporalio/workflow';
import { announce } from './announce.ts';
import type { Commands } from './commands.ts';
import type { Driver } from './driver.ts';
import type { Progress } from './progress.ts';
import { countRollback } from './counters.ts';
import type { RolloutPlan } from './rollout/plan.ts';
import type { Outcome } from './rollout/status.ts';
import { SECOND_LOOK_SECONDS } from './serving.ts';
import { askPeople, onlyCanaryServes } from './stranded.ts';
import { tellingWhenStuck } from './stuck.ts';

/**
 * Gives the traffic back to stable, and then removes the canary. Before each of the two it is looked at who can serve: where stable has
 * no healthy task and the canary has some, the canary keeps the traffic, or gets it again, and people are asked. Answers false where
 * one of them promotes it.
 */
export async function goBack(
  plan: RolloutPlan,
  driver: Driver,
  stable: string | undefined,
  outcome: Outcome,
  progress: Progress,
  commands: Commands,
): Promise<boolean> {
  const canary = plan.version.id;
  progress.enter('rollingBack', `going back: ${outcome.reason}`);
  countRollback(outcome);
  // The traffic does not wait until people have been told.
  const told = announce(plan, progress, 'rollingBack', outcome.reason);
  const isStranded = () => isLeftToCanary(plan, driver, stable, progress, commands);
  const gone = () =>
    tellingWhenStuck(plan, progress, async () => {
      await driver.giveBack();
      if (await isStranded()) return false;
      await driver.removeCanary();
      return true;
    });

  return CancellationScope.nonCancellable(async () => {
    const hasTraffic = progress.status.wanted.some(({ version, weight }) => version === canary && weight > 0);
    let stranded = hasTraffic && (await isStranded());
    for (;;) {
      if (stable !== undefined && stranded && !(await askPeople(plan, driver, stable, progress, commands))) {
        await told;
        return false;
      }
      if (await gone()) break;
      stranded = true;
    }
    await told;
    return true;
  });
}

/** Whether two looks say that only the canary can serve, and nobody has decided otherwise. What cannot be seen keeps nothing from going back. */
async function isLeftToCanary(
  plan: RolloutPlan,
  driver: Driver,
  stable: string | undefined,
  progress: Progress,
  commands: Commands,
): Promise<boolean> {
  if (stable === undefined || commands.forced) return false;
  if (!(await onlyCanaryServes(plan, driver, stable))) return false;
  progress.waitFor(`a second look at ${stable}, which has no healthy task`);
  await sleep(SECOND_LOOK_SECONDS * 1000);
  return onlyCanaryServes(plan, driver, stable);
}
