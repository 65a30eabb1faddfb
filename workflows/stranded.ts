import {
  ActivityFailure,
  ApplicationFailure,
  CancellationScope,
  condition,
  isCancellation,
} from '@temporalio/workflow';
import { announce } from './announce.ts';
import type { Commands } from './commands.ts';
import type { Driver } from './driver.ts';
import { rootMessage } from './outcome.ts';
import { nowSeconds, type Progress } from './progress.ts';
import type { RolloutPlan } from './rollout/plan.ts';
import { healthyTasks } from './serving.ts';

/** The first hour has a look a minute; later ones are fewer, so that days of waiting fit into one history. */
export const heldLookSeconds = (waitedSeconds: number): number => (waitedSeconds < 3600 ? 60 : 600);

/** How often people are told again. */
const TELL_SECONDS = 3600;

/**
 * Leaves the traffic to the canary, which gets the rest as well, where stable has no healthy task: it would go to nobody. People are
 * asked until stable can serve again, or somebody aborts with force (true) or promotes (false).
 */
export async function askPeople(
  plan: RolloutPlan,
  driver: Driver,
  stable: string,
  progress: Progress,
  commands: Commands,
): Promise<boolean> {
  // A promotion from before was about a rollout that went forward.
  commands.promotion = undefined;
  const since = nowSeconds();
  const reason = `${stable} has no healthy task, so ${plan.version.id} keeps its traffic`;
  const answered = () => commands.forced || commands.promotion !== undefined;
  progress.note(reason);
  progress.status.held = true;
  const giving = new CancellationScope();
  const given = giving.run(() => giveAll(driver, progress));
  try {
    for (let told = 0; ;) {
      const waited = nowSeconds() - since;
      if (waited >= told * TELL_SECONDS)
        await announce(plan, progress, 'held', reason, `back-${since}-${told++}`);
      progress.waitFor(`a person (promote, or abort with force): ${reason}`);
      await condition(answered, heldLookSeconds(waited) * 1000);
      if (answered()) return commands.promotion === undefined;
      if (!(await onlyCanaryServes(plan, driver, stable))) {
        progress.note(`${stable} can serve again`);
        return true;
      }
    }
  } finally {
    progress.status.held = false;
    giving.cancel();
    await given;
  }
}

/** What stable cannot answer is the canary's meanwhile, as far as the router and the canary's tasks allow it. */
async function giveAll(driver: Driver, progress: Progress): Promise<void> {
  try {
    await driver.goTo({ weight: 100, begins: () => Promise.resolve() });
  } catch (error) {
    if (isCancellation(error)) return;
    if (!(error instanceof ActivityFailure || error instanceof ApplicationFailure)) throw error;
    progress.note(`not all traffic is at the canary: ${rootMessage(error)}`);
  }
}

/** Whether only the canary can serve, as one look says. */
export async function onlyCanaryServes(
  { version }: RolloutPlan,
  driver: Driver,
  stable: string,
): Promise<boolean> {
  const [home, canary] = await Promise.all([stable, version.id].map((each) => healthyTasks(driver, each)));
  return home === 0 && canary !== 0;
}
