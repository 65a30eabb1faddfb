import type { Verdict } from './judge/verdict.ts';
import type { RolloutPlan } from './plan.ts';
import type { Gate, Step } from './steps.ts';

/** Where a step stands when a check has been answered. Times are epoch seconds. */
export interface StepProgress {
  readonly step: Step;
  /** Nobody served before, so there is nobody to go back to. */
  readonly firstDeployment: boolean;
  readonly paused: boolean;
  /** Whether even a failed check waits for a person while the rollout is paused. */
  readonly verdictHeld?: boolean;
  /** Whether the step's gate, if it has one, has been opened. */
  readonly approved?: boolean;
  /** How long the step has been extended so far because nothing was proven. */
  readonly extendedSeconds: number;
  /** Since when the rollout is held for a person, if it is. */
  readonly heldSince?: number | undefined;
  /** Since when the step's gate waits for an answer, if it does. */
  readonly gateSince?: number | undefined;
  readonly now: number;
}

/** What to do next with a step, and why. */
export type Action =
  | { readonly kind: 'advance'; readonly reason: string }
  | { readonly kind: 'extend'; readonly seconds: number; readonly reason: string }
  | { readonly kind: 'hold'; readonly seconds: number; readonly until: number; readonly reason: string }
  | { readonly kind: 'gate'; readonly seconds: number; readonly until: number; readonly reason: string }
  | { readonly kind: 'rollBack'; readonly reason: string };

/** Picks what follows a check. Pure: no clock, no I/O. */
export function decide(plan: RolloutPlan, progress: StepProgress, verdict: Verdict): Action {
  // At its gate a step has passed already; an outage of the metrics does not undo that.
  const stands = progress.gateSince !== undefined && verdict.kind === 'inconclusive';
  const action = afterCheck(plan, progress, stands ? { ...verdict, kind: 'pass' } : verdict);
  const { gate } = progress.step;
  return action.kind === 'advance' && gate && !progress.approved
    ? askPeople(gate, progress, action.reason)
    : action;
}

function afterCheck(plan: RolloutPlan, progress: StepProgress, verdict: Verdict): Action {
  switch (verdict.kind) {
    case 'fail':
      return progress.paused && progress.verdictHeld
        ? hold(plan, progress, `paused, though the check failed: ${verdict.reason}`)
        : { kind: 'rollBack', reason: verdict.reason };
    case 'pass':
      return progress.paused ? hold(plan, progress, 'paused') : { kind: 'advance', reason: verdict.reason };
    case 'inconclusive':
      return progress.paused ? hold(plan, progress, 'paused') : doubt(plan, progress, verdict);
  }
}

/** Silence is not health: a step waits for proof as long as the plan allows, then does what the plan says. */
function doubt(plan: RolloutPlan, progress: StepProgress, verdict: Verdict): Action {
  // A new service may have no callers until it is there.
  if (verdict.silent && progress.firstDeployment)
    return { kind: 'advance', reason: `${verdict.reason}; nobody served before it` };
  const left = plan.limits.extensionSeconds - progress.extendedSeconds;
  if (left > 0)
    return { kind: 'extend', seconds: Math.min(left, progress.step.bakeSeconds), reason: verdict.reason };
  switch (plan.onInconclusive) {
    case 'advance':
      return { kind: 'advance', reason: `${verdict.reason}; the plan says to go on` };
    case 'rollBack':
      return {
        kind: 'rollBack',
        reason: `${verdict.reason}, after ${progress.extendedSeconds} s of extension`,
      };
    case 'pause':
      return hold(plan, progress, verdict.reason);
  }
}

/** A person decides; meanwhile the weight is held and judged, up to a deadline. */
function hold(plan: RolloutPlan, { step, heldSince, now }: StepProgress, reason: string): Action {
  const until = (heldSince ?? now) + plan.limits.holdSeconds;
  if (now >= until)
    return { kind: 'rollBack', reason: `nobody answered within ${plan.limits.holdSeconds} s: ${reason}` };
  return { kind: 'hold', seconds: Math.min(step.bakeSeconds, until - now), until, reason };
}

/** A gate stays open for an answer as long as it says; judging goes on meanwhile. */
function askPeople(gate: Gate, { step, gateSince, now }: StepProgress, reason: string): Action {
  const until = (gateSince ?? now) + gate.seconds;
  if (now >= until)
    return { kind: gate.onTimeout, reason: `nobody approved ${step.weight} % within ${gate.seconds} s` };
  return { kind: 'gate', seconds: Math.min(step.bakeSeconds, until - now), until, reason };
}
