import { workflowInfo } from '@temporalio/workflow';
import type { Commands } from './commands.ts';
import type { Inspector } from './inspector.ts';
import { mendDrift } from './drift.ts';
import { rollingBack } from './outcome.ts';
import { nowSeconds, type Progress } from './progress.ts';
import { decide } from './rollout/decide.ts';
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
  const { step } = begun;
  let baking = begun;
  if (baking.heldSince === undefined && baking.gateSince === undefined && baking.extendedSeconds === 0)
    progress.waitFor(`${step.weight} % to have baked for ${step.bakeSeconds} s`, baking.until);

  for (;;) {
    if (workflowInfo().continueAsNewSuggested) return baking;
    const { resumes } = commands;
    const { heldSince, gateSince } = baking;
    const released = () => heldSince !== undefined && commands.resumes > resumes;
    const judged = await inspector.inspectUntil(
      baking.until,
      () =>
        commands.promotion !== undefined ||
        commands.weight !== undefined ||
        released() ||
        (gateSince !== undefined && commands.approved),
      commands.paused && commands.verdictHeld,
    );
    progress.status.held = false;
    if (tookPromotion(commands) || commands.weight !== undefined) return undefined;
    if (released()) {
      baking = startBaking(step);
      await shift(plan, progress.status.wanted, progress);
    }
    await mendDrift(plan, progress, commands);
    const verdict = judged ?? (await inspector.look());

    const action = decide(
      plan,
      {
        ...baking,
        heldSince: baking.heldSince,
        firstDeployment: inspector.firstDeployment,
        paused: commands.paused,
        verdictHeld: commands.verdictHeld,
        approved: commands.approved,
        now: nowSeconds(),
      },
      verdict,
    );
    progress.judged(verdict, step.weight, action);
    const { extendedSeconds } = baking;
    const now = nowSeconds();
    switch (action.kind) {
      case 'advance':
        return undefined;
      case 'rollBack':
        throw rollingBack(action.reason);
      case 'extend':
        baking = { step, until: now + action.seconds, extendedSeconds: extendedSeconds + action.seconds };
        progress.waitFor(`proof at ${step.weight} %: ${action.reason}`, baking.until);
        break;
      case 'hold':
        baking = { ...baking, until: now + action.seconds, heldSince: baking.heldSince ?? now };
        progress.status.held = true;
        progress.waitFor(
          `a person (resume, promote or abort) at ${step.weight} %: ${action.reason}`,
          action.until,
        );
        break;
      case 'gate':
        baking = { ...baking, until: now + action.seconds, gateSince: baking.gateSince ?? now };
        progress.waitFor(`${approvers(step)} to approve ${step.weight} %: ${action.reason}`, action.until);
        break;
    }
  }
}

const approvers = ({ gate }: Step): string =>
  gate === undefined || gate.by.length === 0 ? 'somebody' : gate.by.join(' or ');

/** A promotion of one step is used up by the bake it ends; one of all steps stays. */
function tookPromotion(commands: Commands): boolean {
  const promoted = commands.promotion !== undefined;
  if (commands.promotion === 'step') commands.promotion = undefined;
  return promoted;
}
