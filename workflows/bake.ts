import { workflowInfo } from '@temporalio/workflow';
import type { Commands } from './commands.ts';
import type { Inspector } from './inspector.ts';
import { announce } from './announce.ts';
import { mendDrift } from './drift.ts';
import { rollingBack } from './outcome.ts';
import { nowSeconds, type Progress } from './progress.ts';
import { decide, type Action } from './rollout/decide.ts';
import type { RolloutPlan } from './rollout/plan.ts';
import { shift } from './shift.ts';
import type { Step } from './rollout/steps.ts';

/** How far the bake of a step has come. Times are epoch seconds. */
export interface Baking {
  readonly step: Step;
  /** When it is looked at next. */
  readonly until: number;
  /** How long it has been extended because nothing was proven. */
  readonly extendedSeconds: number;
  /** Since when it is held for a person. */
  readonly heldSince?: number;
  /** Since when its gate waits for an answer. */
  readonly gateSince?: number;
}

/** The bake of a step that has its weight now. */
export const startBaking = (step: Step): Baking => ({
  step,
  until: nowSeconds() + step.bakeSeconds,
  extendedSeconds: 0,
});

/**
 * Holds a weight for its time and judges it; returns when the rollout may go on, or when an operator wants another
 * weight, and throws when it must go back. Answers a bake that is left when this execution has grown too long for it.
 */
export async function bake(
  plan: RolloutPlan,
  begun: Baking,
  inspector: Inspector,
  progress: Progress,
  commands: Commands,
): Promise<Baking | undefined> {
  let baking = begun;
  if (isFresh(baking))
    progress.waitFor(`${baking.step.weight} % to have baked for ${baking.step.bakeSeconds} s`, baking.until);

  for (;;) {
    if (workflowInfo().continueAsNewSuggested) return baking;
    const { resumes } = commands;
    const { heldSince, gateSince } = baking;
    const released = () => heldSince !== undefined && commands.resumes > resumes;
    const isOpen = () => gateSince !== undefined && commands.approved;
    // What keeps an opened gate from being passed, such as a pause, is not over because the gate is open.
    const wasOpen = isOpen();
    const opened = () => isOpen() && !wasOpen;
    const judged = await inspector.inspectUntil(
      baking.until,
      () => ended(commands) || released() || opened(),
      commands.paused && commands.verdictHeld,
    );
    progress.status.held = false;
    if (ended(commands)) return useUp(commands);
    if (released()) {
      baking = startBaking(baking.step);
      await shift(plan, progress.status.wanted, progress);
    }
    await mendDrift(plan, progress, commands);
    const verdict = judged ?? (await inspector.look());

    const action = decide(
      plan,
      {
        ...baking,
        firstDeployment: inspector.firstDeployment,
        paused: commands.paused,
        verdictHeld: commands.verdictHeld,
        approved: commands.approved,
        now: nowSeconds(),
      },
      verdict,
    );
    progress.judged(verdict, baking.step.weight, action);
    if (action.kind === 'advance') return undefined;
    baking = await goOn(plan, baking, action, progress);
  }
}

/** Nothing but its time has gone by. */
const isFresh = ({ extendedSeconds, heldSince, gateSince }: Baking): boolean =>
  extendedSeconds === 0 && heldSince === undefined && gateSince === undefined;

/** The bake after a check that does not end it well. */
async function goOn(
  plan: RolloutPlan,
  baking: Baking,
  action: Exclude<Action, { kind: 'advance' }>,
  progress: Progress,
): Promise<Baking> {
  const { step, extendedSeconds, heldSince, gateSince } = baking;
  const { weight } = step;
  const now = nowSeconds();
  switch (action.kind) {
    case 'rollBack':
      throw rollingBack(action.reason);
    case 'extend':
      progress.waitFor(`proof at ${weight} %: ${action.reason}`, now + action.seconds);
      return { step, until: now + action.seconds, extendedSeconds: extendedSeconds + action.seconds };
    case 'hold':
      progress.status.held = true;
      progress.waitFor(`a person (resume, promote or abort) at ${weight} %: ${action.reason}`, action.until);
      await announce(plan, progress, 'held', action.reason);
      return { ...baking, until: now + action.seconds, heldSince: heldSince ?? now };
    case 'gate':
      progress.waitFor(`${approvers(step)} to approve ${weight} %: ${action.reason}`, action.until);
      await announce(plan, progress, 'gate', action.reason);
      return { ...baking, until: now + action.seconds, gateSince: gateSince ?? now };
  }
}

/** Whether an operator has ended the bake, by a promotion or by another weight. */
const ended = ({ promotion, weight }: Commands): boolean => promotion !== undefined || weight !== undefined;

/** A promotion of one step is used up by the bake it ends; one of all steps stays. */
function useUp(commands: Commands): undefined {
  if (commands.promotion === 'step') commands.promotion = undefined;
}

const approvers = ({ gate }: Step): string =>
  gate === undefined || gate.by.length === 0 ? 'somebody' : gate.by.join(' or ');
