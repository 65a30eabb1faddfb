import { ActivityFailure, condition, isCancellation } from '@temporalio/workflow';
import type { Commands } from './commands.ts';
import { rollingBack, rootMessage } from './outcome.ts';
import { nowSeconds, type Progress } from './progress.ts';
import { judging } from './proxies.ts';
import { decide } from './rollout/decide.ts';
import type { Verdict } from './rollout/judge/verdict.ts';
import type { RolloutPlan, Step } from './rollout/plan.ts';

export interface Bake {
  readonly plan: RolloutPlan;
  readonly step: Step;
  readonly stable: string | undefined;
  /** Epoch seconds since when the canary has had traffic: nothing before that is held against it. */
  readonly trafficSince: number;
}

/** Holds a weight for its time and judges it; returns when the rollout may go on, throws when it must go back. */
export async function bake(bake: Bake, progress: Progress, commands: Commands): Promise<void> {
  const { plan, step } = bake;
  let extendedSeconds = 0;
  let heldSince: number | undefined;
  progress.waitFor(
    `${step.weight} % to have baked for ${step.bakeSeconds} s`,
    nowSeconds() + step.bakeSeconds,
  );
  let seconds = step.bakeSeconds;

  for (;;) {
    const { resumes } = commands;
    const released = () => heldSince !== undefined && commands.resumes > resumes;
    await condition(() => commands.promotion !== undefined || released(), seconds * 1000);
    if (tookPromotion(commands)) return;
    if (released()) {
      extendedSeconds = 0;
      heldSince = undefined;
    }

    progress.waitFor(`the check at ${step.weight} %`);
    const verdict = await check(bake);
    progress.judged(verdict);
    const action = decide(
      plan,
      { step, paused: commands.paused, extendedSeconds, heldSince, now: nowSeconds() },
      verdict,
    );
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

/** Metrics that cannot be read prove nothing, neither for nor against the canary. */
async function check({ plan, stable, trafficSince }: Bake): Promise<Verdict> {
  try {
    const versions = { stable, canary: plan.version.id };
    return await judging.judgeStep({
      metrics: plan.metrics,
      judge: plan.judge,
      versions,
      trafficSince,
      now: nowSeconds(),
    });
  } catch (error) {
    if (isCancellation(error) || !(error instanceof ActivityFailure)) throw error;
    const window = { from: trafficSince, to: nowSeconds() };
    const reason = `the metrics cannot be read: ${rootMessage(error)}`;
    return { kind: 'inconclusive', reason, judge: plan.judge.kind, window, numbers: {} };
  }
}
