import { workflowInfo } from '@temporalio/workflow';
import type { Commands } from './commands.ts';
import type { Driver } from './driver.ts';
import type { Inspector } from './inspector.ts';
import { announce } from './announce.ts';
import { mendDrift } from './drift.ts';
import { rollingBack } from './outcome.ts';
import { isoTime, nowSeconds, type Progress } from './progress.ts';
import { mustServe } from './serving.ts';
import { afterLook, type Baking } from './rollout/baking.ts';
import type { Action } from './rollout/decide.ts';
import type { RolloutPlan } from './rollout/plan.ts';
import { patience } from './rollout/patience.ts';
import type { LookedAround } from './rollout/surroundings.ts';
import { approvers, type Step } from './rollout/steps.ts';

/**
 * Holds a weight for its time and judges it; returns when the rollout may go on, or when an operator wants another
 * weight, and throws when it must go back. Answers a bake that is left when this execution has grown too long for it.
 */
export async function bake(
  plan: RolloutPlan,
  driver: Driver,
  begun: Baking,
  inspector: Inspector,
  progress: Progress,
  commands: Commands,
): Promise<Baking | undefined> {
  let baking = begun;
  if (isFresh(baking)) waitForTime(baking, progress);

  for (;;) {
    if (workflowInfo().continueAsNewSuggested) return baking;
    const { resumes } = commands;
    const { status } = progress;
    const { heldSince, gateSince } = baking;
    const released = () => heldSince !== undefined && commands.resumes > resumes;
    const isOpen = () => gateSince !== undefined && status.approved;
    // What keeps an opened gate from being passed, such as a pause, is not over because the gate is open.
    const wasOpen = isOpen();
    const opened = () => isOpen() && !wasOpen;
    const judged = await inspector.inspectUntil(
      baking,
      () => hasEnded(commands) || released() || opened(),
      status.paused && status.verdictHeld,
      driver.askedAround?.(),
    );
    status.held = false;
    if (hasEnded(commands)) return useUp(commands);
    if (released()) {
      baking = inspector.startBaking(baking.step);
      waitForTime(baking, progress);
      await driver.restore();
    }
    await lookAfter(plan, driver, progress, commands, judged);
    if (hasEnded(commands)) return useUp(commands);
    const { verdict } = judged ?? (await inspector.look());

    const next = afterLook(
      plan,
      baking,
      {
        firstDeployment: inspector.firstDeployment,
        paused: status.paused,
        verdictHeld: status.verdictHeld,
        approved: status.approved,
        now: nowSeconds(),
      },
      verdict,
    );
    progress.judged(verdict, baking.step.weight, next.action);
    if (next.action.kind === 'advance') return undefined;
    await tell(plan, driver, baking.step, next.action, next.baking.until, progress);
    baking = next.baking;
  }
}

/**
 * Looks after the weights, and after who could answer. A canary that is convicted goes back at once instead, whatever there is to be said
 * of these.
 */
async function lookAfter(
  plan: RolloutPlan,
  driver: Driver,
  progress: Progress,
  commands: Commands,
  judged: LookedAround | undefined,
): Promise<void> {
  const { paused, verdictHeld } = progress.status;
  if (judged?.verdict.kind === 'fail' && !(paused && verdictHeld)) return;
  const { live, healthy } = judged?.surroundings ?? {};
  await mendDrift(plan, driver, progress, commands, live);
  if (hasEnded(commands)) return;
  await mustServe(driver, progress, healthy);
}

const waitForTime = ({ step, until }: Baking, progress: Progress): void =>
  progress.waitFor(`${step.weight} % to have baked for ${step.bakeSeconds} s`, until);

/** Nothing but its time has gone by. */
const isFresh = ({ open, heldSince, gateSince }: Baking): boolean =>
  open === undefined && heldSince === undefined && gateSince === undefined;

/** Says what a bake waits for that a check did not end well; throws when it is not to go on. */
async function tell(
  plan: RolloutPlan,
  driver: Driver,
  step: Step,
  action: Exclude<Action, { kind: 'advance' }>,
  until: number,
  progress: Progress,
): Promise<void> {
  const { weight } = step;
  switch (action.kind) {
    case 'rollBack':
      throw rollingBack(action.reason);
    case 'wait':
      return progress.waitFor(`more metrics at ${weight} %: ${action.reason}`, until);
    case 'extend':
      return progress.waitFor(`proof at ${weight} %: ${action.reason}`, until);
    case 'hold': {
      const question = questionOf(driver, action);
      progress.status.held = true;
      progress.waitFor(
        `a person (resume, promote or abort) at ${weight} %: ${question.text}`,
        question.until,
      );
      return askPeople(plan, progress, 'held', action.reason, question);
    }
    case 'gate': {
      const question = questionOf(driver, action);
      progress.waitFor(`${asked(step)} to approve ${weight} %: ${question.text}`, question.until);
      return askPeople(plan, progress, 'gate', action.reason, question);
    }
  }
}

/** What people are asked, and until when; and whether the traffic is about to go back without them. */
interface Question {
  readonly text: string;
  readonly until: number;
  readonly isUrgent: boolean;
}

function questionOf(
  driver: Driver,
  { reason, until: planned }: Extract<Action, { kind: 'hold' | 'gate' }>,
): Question {
  const { until, goesBackAt } = patience(planned, driver.givesUpAt?.(), nowSeconds());
  if (goesBackAt === undefined) return { text: reason, until, isUrgent: false };
  const text = `${reason}; all traffic goes back by itself at ${isoTime(goesBackAt)} unless the rollout goes on before`;
  return { text, until, isUrgent: true };
}

/** Tells people that they are asked, and once more where it is urgent. */
async function askPeople(
  plan: RolloutPlan,
  progress: Progress,
  kind: 'held' | 'gate',
  reason: string,
  { text, isUrgent }: Question,
): Promise<void> {
  await announce(plan, progress, kind, reason);
  if (isUrgent) await announce(plan, progress, kind, text, 'expires');
}

/** Whether an operator has ended the bake, by a promotion or by another weight. */
export const hasEnded = ({ promotion, weight }: Commands): boolean =>
  promotion !== undefined || weight !== undefined;

/** A promotion of one step is used up by the bake it ends; one of all steps stays. */
function useUp(commands: Commands): undefined {
  if (commands.promotion === 'step') commands.promotion = undefined;
}

const asked = ({ gate }: Step): string => (gate === undefined ? 'somebody' : approvers(gate));
