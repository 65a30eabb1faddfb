import {
  ActivityFailure,
  ApplicationFailure,
  CancellationScope,
  condition,
  isCancellation,
  sleep,
} from '@temporalio/workflow';
import { alongside } from './alongside.ts';
import { announce } from './announce.ts';
import type { Commands } from './commands.ts';
import type { Driver } from './driver.ts';
import { rootMessage } from './outcome.ts';
import type { Progress } from './progress.ts';
import type { RolloutPlan } from './rollout/plan.ts';
import { healthyTasks } from './serving.ts';

/** The first hour has a look a minute; later ones are fewer, so that days of waiting fit into one history. */
export const heldLookSeconds = (looks: number): number => (looks < 60 ? 60 : 600);

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
  const reason = `${stable} has no healthy task, so ${plan.version.id} keeps its traffic`;
  const answered = () => commands.forced || commands.promotion !== undefined;
  progress.note(reason);
  progress.status.held = true;
  const giving = new CancellationScope();
  const given = giving.run(() => giveAll(driver, progress));
  const untilAnswered = async () => {
    for (let looks = 0; ; looks += 1) {
      progress.waitFor(`a person (promote, or abort with force): ${reason}`);
      await condition(answered, heldLookSeconds(looks) * 1000);
      if (answered()) return commands.promotion === undefined;
      if (!(await onlyCanaryServes(plan, driver, stable))) {
        progress.note(`${stable} can serve again`);
        return true;
      }
    }
  };
  try {
    return await alongside(untilAnswered, () => tellFromTimeToTime(plan, progress, reason));
  } finally {
    progress.status.held = false;
    giving.cancel();
    await given;
  }
}

async function tellFromTimeToTime(plan: RolloutPlan, progress: Progress, reason: string): Promise<never> {
  // It is told of once more when it comes to this a second time.
  const time = progress.status.events.at(-1)?.number ?? 0;
  for (let told = 0; ; told += 1) {
    await announce(plan, progress, 'held', reason, `back-${time}-${told}`);
    await sleep(TELL_SECONDS * 1000);
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
