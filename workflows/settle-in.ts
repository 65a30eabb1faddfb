import {
  ApplicationFailure,
  CancelledFailure,
  CancellationScope,
  condition,
  isCancellation,
} from '@temporalio/workflow';
import { announce } from './announce.ts';
import type { Commands } from './commands.ts';
import type { Driver } from './driver.ts';
import { handBackSlowly } from './hand-back-slowly.ts';
import { handBackInSteps } from './hand-back.ts';
import { FAILURE } from './messages.ts';
import { outcomeOf, type NotPromoted } from './outcome.ts';
import { nowSeconds, type Progress } from './progress.ts';
import type { RolloutPlan } from './rollout/plan.ts';
import { heldWatched, settleWatched, unsettleWatched } from './settle-watched.ts';

/**
 * Has stable run the new version where it stays for good, while the canary has all traffic. What fails in that is a person's to decide, who
 * has it tried again or goes back; nobody's answer goes back. Answers how the rollout ends where it goes back: stable runs what it ran
 * before then, and only the traffic is left to be given to it.
 */
export async function settleIn(
  plan: RolloutPlan,
  driver: Driver,
  progress: Progress,
  commands: Commands,
): Promise<NotPromoted | undefined> {
  const { status } = progress;
  /** Up to the traffic; from there on it cannot be cancelled. */
  const settle = async (isAnybodys: boolean): Promise<string | undefined> => {
    const failed =
      (await settleWatched(plan, driver, progress, isAnybodys, () => driver.settle(isAnybodys))) ??
      (await handBackInSteps(plan, driver, progress, commands)) ??
      (await handBackSlowly(plan, driver, progress, commands, isAnybodys));
    if (failed !== undefined) return failed;
    // It may have come in together with the news that all is ready.
    if (commands.abort !== undefined) throw new CancelledFailure('aborted');
    status.revocable = false;
    return CancellationScope.nonCancellable(() => driver.handOver());
  };
  let outcome: NotPromoted | undefined;
  for (let tries = 0; ; tries += 1) {
    status.revocable = true;
    const failed =
      outcome === undefined
        ? await unlessStopped(commands, () => settle(tries > 0))
        : await unsettleWatched(plan, driver, progress);
    if (failed === undefined) return outcome;
    outcome =
      typeof failed === 'string'
        ? await askPeople(plan, driver, outcome, failed, progress, commands, tries)
        : failed;
  }
}

/** Does what an abort stops at once, and what a rollout's file may: both lead back, with an outcome. */
async function unlessStopped<T>(commands: Commands, act: () => Promise<T>): Promise<T | NotPromoted> {
  const acting = new CancellationScope();
  const guard = new CancellationScope();
  void guard
    .run(() => condition(() => commands.abort !== undefined))
    .then(() => acting.cancel())
    .catch(() => undefined); // cancelled below
  try {
    return await acting.run(act);
  } catch (error) {
    if (isCancellation(error) && commands.abort !== undefined) return aborted(commands);
    if (error instanceof ApplicationFailure && error.type === FAILURE.rolledBack) return outcomeOf(error);
    throw error;
  } finally {
    guard.cancel();
  }
}

/** Holds at the canary, as long as that can serve. Answers how the rollout is to end where it goes back; undefined where it is to be tried again. */
async function askPeople(
  plan: RolloutPlan,
  driver: Driver,
  before: NotPromoted | undefined,
  reason: string,
  progress: Progress,
  commands: Commands,
  tries: number,
): Promise<NotPromoted | undefined> {
  const { holdSeconds } = plan.limits;
  // Commands from before were about something else.
  commands.promotion = undefined;
  commands.abort = undefined;
  progress.note(reason);
  progress.status.revocable = true;
  progress.status.held = true;
  progress.waitFor(`a person (promote or abort): ${reason}`, nowSeconds() + holdSeconds);
  await announce(plan, progress, 'held', reason, `settling-${tries}`);
  const answered = () => commands.abort !== undefined || commands.promotion !== undefined;
  const isAnswered = await heldWatched(plan, driver, progress, () => condition(answered, holdSeconds * 1000));
  progress.status.held = false;
  if (!isAnswered) return before ?? { kind: 'rolledBack', reason };
  // It was about this one question.
  commands.promotion = undefined;
  return commands.abort === undefined ? undefined : aborted(commands);
}

const aborted = ({ abort }: Commands): NotPromoted => ({
  kind: 'aborted',
  reason: `aborted by ${abort?.by}: ${abort?.reason}`,
});
