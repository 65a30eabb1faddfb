import { workflowInfo } from '@temporalio/workflow';
import type { Commands } from './commands.ts';
import type { Driver, OnwardTo } from './driver.ts';
import type { Inspector } from './inspector.ts';
import { announce } from './announce.ts';
import { mendDrift } from './drift.ts';
import { rollingBack } from './outcome.ts';
import { isoTime, nowSeconds, type Progress } from './progress.ts';
import { mustServe } from './serving.ts';
import { afterLook, type Baking } from './rollout/baking.ts';
import type { Action } from './rollout/decide.ts';
import type { AskedOnward } from './rollout/onward.ts';
import type { RolloutPlan } from './rollout/plan.ts';
import type { RolloutStatus } from './rollout/status.ts';
import { patience } from './rollout/patience.ts';
import type { LookedAround } from './rollout/surroundings.ts';
import { approvers, type Step } from './rollout/steps.ts';
import type { TrafficSplit } from './rollout/traffic-split.ts';

/** How a bake ends that does not lead back. */
export type BakeEnd =
  | { readonly kind: 'over'; readonly arrived?: Arrived }
  /** This execution has grown too long for the rest of it. */
  | { readonly kind: 'left'; readonly baking: Baking };

/** A next weight that the rollout has gone on to already, since a moment in epoch seconds. */
export interface Arrived {
  readonly to: OnwardTo;
  readonly since: number;
  readonly split: TrafficSplit;
}

/**
 * Holds a weight for its time and judges it; returns when the rollout may go on, or when an operator wants another
 * weight, and throws when it must go back.
 *
 * @param next the way to the next step's weight, where its last look may go on to it by itself
 */
export async function bake(
  plan: RolloutPlan,
  driver: Driver,
  begun: Baking,
  inspector: Inspector,
  progress: Progress,
  commands: Commands,
  next: () => OnwardTo | undefined,
): Promise<BakeEnd> {
  let baking = begun;
  let answered = answersSoFar(commands, progress.status);
  const begunWith = progress.status.weights.at(-1);
  waitForTime(baking, progress);

  for (;;) {
    if (workflowInfo().continueAsNewSuggested) return { kind: 'left', baking };
    const { status } = progress;
    const { released, opened } = answersTo(baking, answered, commands, status);
    const to = next();
    const judged = await inspector.inspectUntil(
      baking,
      () => hasEnded(commands) || released() || opened(),
      status.paused && status.verdictHeld,
      driver.askedAround?.(),
      to && (() => ({ to, asked: askedOnward(plan, baking, inspector, status, to) })),
    );
    status.held = false;
    // What was commanded meanwhile is about the next step then.
    if (to && judged?.onward?.split) return endAt(to, judged, driver, baking.step, progress);
    if (hasEnded(commands)) return useUp(commands);
    if (released()) {
      baking = inspector.startBaking(baking.step);
      waitForTime(baking, progress);
      await driver.restore();
    }
    await lookAfter(plan, driver, progress, commands, judged);
    if (hasEnded(commands)) return useUp(commands);
    const seen = judged ?? (await inspector.look());
    const { verdict } = seen;
    const now = lookedAt(seen, baking);

    const standing = { ...standingOf(inspector, status), now };
    const after = afterLook(plan, baking, standing, verdict);
    progress.judged(verdict, baking.step.weight, after.action);
    if (after.action.kind === 'advance') {
      progress.passed(baking.step, begunWith);
      return { kind: 'over' };
    }
    // People may answer while they are still being told.
    answered = answersSoFar(commands, status);
    await tell(plan, driver, baking.step, after, progress, now);
    baking = after.baking;
  }
}

/** When it was looked, by whoever looked, so that a replay sees the same; where nobody could, when it was due. Epoch seconds. */
const lookedAt = ({ at }: LookedAround, { until }: Baking): number => at ?? until;

/** What people had answered when it was last asked. */
interface Answered {
  readonly resumes: number;
  readonly approved: boolean;
}

const answersSoFar = ({ resumes }: Commands, { approved }: RolloutStatus): Answered => ({
  resumes,
  approved,
});

/**
 * What people may answer to a bake that waits for them. What keeps an opened gate from being passed, such as a pause, is not over
 * because the gate is open.
 */
const answersTo = (
  { heldSince, gateSince }: Baking,
  before: Answered,
  commands: Commands,
  status: RolloutStatus,
) => ({
  released: () => heldSince !== undefined && commands.resumes > before.resumes,
  opened: () => gateSince !== undefined && status.approved && !before.approved,
});

/** Ends a bake whose last look has gone on to the next step. */
async function endAt(
  to: OnwardTo,
  { verdict, surroundings, onward }: LookedAround,
  driver: Driver,
  { weight }: Step,
  progress: Progress,
): Promise<BakeEnd> {
  const { reason = verdict.reason, at = nowSeconds(), split = to.split } = onward ?? {};
  await mustServe(driver, progress, surroundings?.healthy);
  progress.judged(verdict, weight, { kind: 'advance', reason });
  return { kind: 'over', arrived: { to, since: at, split } };
}

const standingOf = (
  { firstDeployment }: Inspector,
  { paused, pausedFor, verdictHeld, approved }: RolloutStatus,
): AskedOnward['standing'] => ({
  firstDeployment,
  paused,
  verdictHeld,
  approved,
  ...(pausedFor !== undefined && { pausedFor }),
});

const askedOnward = (
  { onInconclusive, limits: { extensionSeconds, holdSeconds } }: RolloutPlan,
  baking: Baking,
  inspector: Inspector,
  status: RolloutStatus,
  { split }: OnwardTo,
): AskedOnward => ({
  leeway: { onInconclusive, limits: { extensionSeconds, holdSeconds } },
  baking,
  standing: standingOf(inspector, status),
  wanted: status.wanted,
  next: split,
});

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

/** Says so, unless more than its time has gone by. */
function waitForTime({ step, until, open, heldSince, gateSince }: Baking, progress: Progress): void {
  if (open !== undefined || heldSince !== undefined || gateSince !== undefined) return;
  progress.waitFor(`${step.weight} % to have baked for ${step.bakeSeconds} s`, until);
}

/** Says what a bake waits for that a check did not end well; throws when it is not to go on. */
async function tell(
  plan: RolloutPlan,
  driver: Driver,
  step: Step,
  { action, baking: { until } }: ReturnType<typeof afterLook>,
  progress: Progress,
  now: number,
): Promise<void> {
  const { weight } = step;
  switch (action.kind) {
    case 'advance':
      return;
    case 'rollBack':
      throw rollingBack(action.reason);
    case 'wait':
      return progress.waitFor(`more metrics at ${weight} %: ${action.reason}`, until);
    case 'extend':
      return progress.waitFor(`proof at ${weight} %: ${action.reason}`, until);
    case 'hold': {
      const question = questionOf(driver, action, now);
      progress.status.held = true;
      progress.waitFor(
        `a person (resume, promote or abort) at ${weight} %: ${question.text}`,
        question.until,
      );
      return askPeople(plan, progress, 'held', action.reason, question);
    }
    case 'gate': {
      const question = questionOf(driver, action, now);
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
  now: number,
): Question {
  const { until, goesBackAt } = patience(planned, driver.givesUpAt?.(), now);
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
function useUp(commands: Commands): BakeEnd {
  if (commands.promotion === 'step') commands.promotion = undefined;
  return { kind: 'over' };
}

const asked = ({ gate }: Step): string => (gate === undefined ? 'somebody' : approvers(gate));
