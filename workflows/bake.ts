import type { Commands } from './commands.ts';
import type { Inspector } from './inspector.ts';
import { mendDrift } from './drift.ts';
import { rollingBack } from './outcome.ts';
import { nowSeconds, type Progress } from './progress.ts';
import { decide } from './rollout/decide.ts';
import type { RolloutPlan } from './rollout/plan.ts';
import { shift } from './shift.ts';
import type { Step } from './rollout/steps.ts';

/**
 * Holds a weight for its time and judges it; returns when the rollout may go on, or when an operator wants another
 * weight, and throws when it must go back.
 */
export async function bake(
  plan: RolloutPlan,
  step: Step,
  inspector: Inspector,
  progress: Progress,
  commands: Commands,
): Promise<void> {
  let seconds = step.bakeSeconds;
  let extendedSeconds = 0;
  let heldSince: number | undefined;
  progress.waitFor(`${step.weight} % to have baked for ${seconds} s`, nowSeconds() + seconds);

  for (;;) {
    const { resumes } = commands;
    const released = () => heldSince !== undefined && commands.resumes > resumes;
    const judged = await inspector.inspectUntil(
      nowSeconds() + seconds,
      () => commands.promotion !== undefined || commands.weight !== undefined || released(),
    );
    progress.status.held = false;
    if (tookPromotion(commands) || commands.weight !== undefined) return;
    if (released()) {
      extendedSeconds = 0;
      heldSince = undefined;
      await shift(plan, progress.status.wanted, progress);
    }
    await mendDrift(plan, progress, commands);
    const verdict = judged ?? (await inspector.look());

    const action = decide(
      plan,
      {
        step,
        firstDeployment: inspector.firstDeployment,
        paused: commands.paused,
        extendedSeconds,
        heldSince,
        now: nowSeconds(),
      },
      verdict,
    );
    progress.judged(verdict, step.weight, action);
    switch (action.kind) {
      case 'advance':
        return;
      case 'rollBack':
        throw rollingBack(action.reason);
      case 'extend':
        extendedSeconds += action.seconds;
        seconds = action.seconds;
        heldSince = undefined;
        progress.waitFor(`proof at ${step.weight} %: ${action.reason}`, nowSeconds() + action.seconds);
        break;
      case 'hold':
        heldSince ??= nowSeconds();
        progress.status.held = true;
        seconds = action.seconds;
        progress.waitFor(
          `a person (resume, promote or abort) at ${step.weight} %: ${action.reason}`,
          action.until,
        );
        break;
    }
  }
}

/** A promotion of one step is used up by the bake it ends; one of all steps stays. */
function tookPromotion(commands: Commands): boolean {
  const promoted = commands.promotion !== undefined;
  if (commands.promotion === 'step') commands.promotion = undefined;
  return promoted;
}
