import { ActivityFailure, isCancellation } from '@temporalio/workflow';
import { announce } from './announce.ts';
import type { Driver } from './driver.ts';
import { rollingBack, rootMessage } from './outcome.ts';
import type { Progress } from './progress.ts';
import type { RolloutPlan } from './rollout/plan.ts';
import { describeSplit, sameTraffic, type TrafficSplit } from './rollout/traffic-split.ts';

/** Looks whether somebody else has changed the weights, says so, and does what the plan says about it. */
export async function mendDrift(plan: RolloutPlan, driver: Driver, progress: Progress): Promise<void> {
  const { wanted, readBack } = progress.status;
  const live = await readTraffic(driver, progress);
  if (live === undefined || sameTraffic(live, wanted)) return;
  const isServed = live.some(({ weight }) => weight > 0);
  const drift = isServed
    ? `somebody changed the weights to ${describeSplit(live)}; wanted is ${describeSplit(wanted)}`
    : `no version gets traffic any more: somebody removed the route or its weights; wanted is ${describeSplit(wanted)}`;
  const known = sameTraffic(live, readBack);
  if (!known) {
    progress.readBack(live);
    await announce(plan, progress, 'drift', drift);
  }

  // While every request fails, nobody is waited for.
  switch (!isServed && plan.onDrift === 'pause' ? 'restore' : plan.onDrift) {
    case 'restore':
      progress.note(`${drift}; ${isServed ? 'they are' : 'it is'} restored`);
      return driver.restore();
    case 'rollBack':
      throw rollingBack(drift);
    case 'pause':
      if (!known) progress.note(`${drift}; paused: resume restores them`);
      progress.status.paused = true;
  }
}

/** A router that does not answer is no drift; the next write will say what is wrong with it. */
async function readTraffic(driver: Driver, progress: Progress): Promise<TrafficSplit | undefined> {
  try {
    return await driver.read();
  } catch (error) {
    if (!(error instanceof ActivityFailure) || isCancellation(error)) throw error;
    progress.note(`the router cannot be read: ${rootMessage(error)}`);
    return undefined;
  }
}
