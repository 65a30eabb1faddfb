import { ActivityFailure, isCancellation } from '@temporalio/workflow';
import { announce } from './announce.ts';
import type { Commands } from './commands.ts';
import type { Driver } from './driver.ts';
import { findDrift, policyFor } from './find-drift.ts';
import { rollingBack, rootMessage, whatIsGone } from './outcome.ts';
import type { Progress } from './progress.ts';
import type { RolloutPlan } from './rollout/plan.ts';
import { weightIn, type TrafficSplit } from './rollout/traffic-split.ts';

/**
 * Looks whether somebody else has changed the weights, says so, and does what the plan says about it.
 *
 * @param seen who gets the traffic, where that was just read
 */
export async function mendDrift(
  plan: RolloutPlan,
  driver: Driver,
  progress: Progress,
  commands: Commands,
  seen?: TrafficSplit,
): Promise<void> {
  const { status } = progress;
  const live = seen ?? (await readTraffic(plan, driver, progress));
  const found = await findDrift(plan, progress, live);
  if (live === undefined || found === undefined) return;
  const { drift, isServed, isKnown } = found;
  const accepted = weightIn(live, plan.version.id, status.stable);
  switch (policyFor(plan.onDrift, isServed, accepted)) {
    case 'restore':
      if (driver.cannotRestore !== undefined) throw rollingBack(`${drift}; ${driver.cannotRestore}`);
      progress.note(`${drift}; ${isServed ? 'they are' : 'it is'} restored`);
      return driver.restore();
    case 'rollBack':
      throw rollingBack(drift);
    case 'pause': {
      const answers = answersTo(driver);
      if (!isKnown) progress.note(`${drift}; paused: ${answers}`);
      status.paused = true;
      status.pausedFor = `${drift}; ${answers}`;
      if (driver.cannotRestore !== undefined) commands.weight = accepted;
      return;
    }
    case 'accept':
      progress.note(`${drift}; accepted${accepted === 100 ? '' : ': resume goes on from there'}`);
      commands.weight = accepted;
      status.paused = accepted !== 100;
  }
}

/** What a person's answer to the pause leads to. */
const answersTo = ({ cannotRestore }: Driver): string =>
  cannotRestore === undefined
    ? 'resume restores them'
    : `resume goes on from there, abort gives all traffic back: ${cannotRestore}`;

/** A router that does not answer is no drift; the next write will say what is wrong with it. One that is gone is, and cannot wait. */
async function readTraffic(
  plan: RolloutPlan,
  driver: Driver,
  progress: Progress,
): Promise<TrafficSplit | undefined> {
  try {
    return await driver.read();
  } catch (error) {
    if (!(error instanceof ActivityFailure) || isCancellation(error)) throw error;
    const gone = whatIsGone(error);
    if (gone !== undefined) {
      await announce(plan, progress, 'drift', gone);
      throw rollingBack(gone);
    }
    progress.note(`the router cannot be read: ${rootMessage(error)}`);
    return undefined;
  }
}
