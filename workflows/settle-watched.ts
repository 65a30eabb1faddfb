import { ActivityFailure, isCancellation, sleep } from '@temporalio/workflow';
import { alongside } from './alongside.ts';
import type { Driver } from './driver.ts';
import { findDrift, policyFor } from './find-drift.ts';
import { rollingBack } from './outcome.ts';
import type { Progress } from './progress.ts';
import type { RolloutPlan } from './rollout/plan.ts';
import { weightIn } from './rollout/traffic-split.ts';
import { healthyTasks, whoCannotServe } from './serving.ts';
import { heldLookSeconds } from './stranded.ts';

/** How soon it is noticed that whoever has the traffic has died; the weights are looked after at every sixth of these looks. */
export const LOOK_SECONDS = 10;
const LOOKS_PER_READING = 6;
const settlingLookSeconds = () => LOOK_SECONDS;

/**
 * Has stable come to run the new version, and looks meanwhile after the weights and after who can answer. Answers why it does not, or what
 * a person has to be asked about the weights before they are written, as a sentence.
 *
 * @param isAsked whether a person has just decided about the weights as they are
 */
export async function settleWatched(
  plan: RolloutPlan,
  driver: Driver,
  progress: Progress,
  isAsked: boolean,
  settle: () => Promise<string | undefined>,
): Promise<string | undefined> {
  const mend = () => mendWeights(plan, driver, progress);
  const failed = await alongside(settle, () =>
    lookFromTimeToTime(plan, driver, progress, settlingLookSeconds, mend),
  );
  if (failed !== undefined) return failed;
  const drift = await mend();
  return isAsked ? undefined : drift;
}

/** Waits for a person, and looks meanwhile after who can answer. Answers whether somebody has answered in that time. */
export const heldWatched = (
  plan: RolloutPlan,
  driver: Driver,
  progress: Progress,
  answered: () => Promise<boolean>,
): Promise<boolean> => alongside(answered, () => lookFromTimeToTime(plan, driver, progress, heldLookSeconds));

/** Has stable come to run its old version again, and looks meanwhile after who can answer. Answers why it does not, as a sentence. */
export const unsettleWatched = (
  plan: RolloutPlan,
  driver: Driver,
  progress: Progress,
): Promise<string | undefined> =>
  alongside(
    () => driver.unsettle(),
    () => lookFromTimeToTime(plan, driver, progress, settlingLookSeconds),
  );

async function lookFromTimeToTime(
  plan: RolloutPlan,
  driver: Driver,
  progress: Progress,
  lookSeconds: (looks: number) => number,
  mend?: () => Promise<unknown>,
): Promise<never> {
  for (let looks = 1; ; looks += 1) {
    await sleep(lookSeconds(looks) * 1000);
    const { waitsFor } = progress.status;
    if (looks % LOOKS_PER_READING === 0) await mend?.();
    await leaveToWhoServes(plan, driver, progress);
    progress.status.waitsFor = waitsFor;
  }
}

/** Stable has tasks all the while, old ones and new ones: where the canary has none, its traffic is theirs, and the other way round. */
async function leaveToWhoServes(plan: RolloutPlan, driver: Driver, progress: Progress): Promise<void> {
  const { stable } = progress.status;
  const canary = plan.version.id;
  const dead = stable === undefined ? undefined : await whoCannotServe(driver, progress);
  if (dead === undefined || stable === undefined) return;
  const [home, tried] = await Promise.all([stable, canary].map((each) => healthyTasks(driver, each)));
  if (tried === 0 && home) {
    progress.note(`${dead}: ${stable} gets it already`);
    await driver.handOver();
  } else if (home === 0 && tried) {
    progress.note(`${dead}: ${canary} gets it again`);
    await driver.keepCanary();
  }
}

/**
 * Puts weights right that somebody else has changed, as the plan has it. Answers what a person has to be asked before they are written, as a
 * sentence. A router that is gone is no drift here: the write will say so.
 */
export async function mendWeights(
  plan: RolloutPlan,
  driver: Driver,
  progress: Progress,
): Promise<string | undefined> {
  const live = await driver.read().catch((error: unknown) => {
    if (!(error instanceof ActivityFailure) || isCancellation(error)) throw error;
    return undefined;
  });
  const { stable } = progress.status;
  const found = await findDrift(plan, progress, live);
  if (live === undefined || found === undefined) return undefined;
  const { drift, isServed, isKnown } = found;
  const weight = weightIn(live, plan.version.id, stable);
  // Whoever gave stable all traffic did no more than what comes next.
  if (isServed && weight === 0) return undefined;
  switch (policyFor(plan.onDrift, isServed, weight)) {
    case 'restore':
      progress.note(`${drift}; ${isServed ? 'they are' : 'it is'} restored`);
      await driver.restore();
      return undefined;
    case 'rollBack':
      throw rollingBack(drift);
    case 'pause':
      return drift;
    case 'accept':
      if (!isKnown) progress.note(`${drift}; accepted until ${stable} gets all traffic`);
      return undefined;
  }
}
