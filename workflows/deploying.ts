import { condition, sleep } from '@temporalio/workflow';
import { alongside } from './alongside.ts';
import type { Commands } from './commands.ts';
import type { Driver, Shift } from './driver.ts';
import { mendDrift } from './drift.ts';
import { rollingBack } from './outcome.ts';
import { nowSeconds, type Progress } from './progress.ts';
import type { RolloutPlan } from './rollout/plan.ts';
import { sameTraffic } from './rollout/traffic-split.ts';

/** A version can take many minutes to run; for so long at most nobody knows that stable has lost its traffic. */
const LOOK_SECONDS = 60;

/**
 * Has the canary made, and looks meanwhile whether stable still gets the traffic: drift is mended as during a bake. A pause that it led
 * to ends with a person's answer, before the canary gets its first weight; one that a person asked for keeps it there.
 */
export async function deployWatched(
  plan: RolloutPlan,
  driver: Driver,
  first: Shift,
  progress: Progress,
  commands: Commands,
): Promise<void> {
  if (progress.status.stable === undefined) return driver.deploy(first);
  let isHeld = false;
  const mend = async () => {
    const { waitsFor } = progress.status;
    await mendDrift({ ...plan, onDrift: whileDeploying(plan) }, driver, progress, commands);
    const { paused, readBack, wanted } = progress.status;
    if (paused && !sameTraffic(readBack, wanted)) isHeld = true;
    progress.status.waitsFor = waitsFor;
  };
  await (driver.seesDrift ? driver.deploy(first, mend) : besideLooks(() => driver.deploy(first), mend));
  if (isHeld && progress.status.paused) await awaitAnswer(plan, progress);
}

/** A weight cannot be accepted for a canary that is not there yet. */
const whileDeploying = ({ onDrift }: RolloutPlan) => (onDrift === 'accept' ? 'pause' : onDrift);

const besideLooks = (deploy: () => Promise<void>, mend: () => Promise<void>): Promise<void> =>
  alongside(deploy, async () => {
    for (;;) {
      await sleep(LOOK_SECONDS * 1000);
      await mend();
    }
  });

/** Throws when nobody answers in time. */
async function awaitAnswer({ limits }: RolloutPlan, progress: Progress): Promise<void> {
  const { holdSeconds } = limits;
  progress.waitFor(
    'a person (resume, promote or abort): somebody changed the weights',
    nowSeconds() + holdSeconds,
  );
  const answered = await condition(() => !progress.status.paused, holdSeconds * 1000);
  if (!answered) throw rollingBack(`nobody answered within ${holdSeconds} s: somebody changed the weights`);
}
