import type { Verdict } from './judge/verdict.ts';
import type { InconclusivePolicy, Limits } from './plan.ts';
import type { Gate, Step } from './steps.ts';

/** What a plan says about checks that do not end a step. */
export interface Leeway {
  readonly onInconclusive: InconclusivePolicy;
  readonly limits: Pick<Limits, 'extensionSeconds' | 'holdSeconds'>;
}

/** Where a step stands when a check has been answered. Times are epoch seconds. */
export interface Standing {
  readonly step: Step;
  /** Nobody served before, so there is nobody to go back to. */
  readonly firstDeployment: boolean;
  readonly paused: boolean;
  /** Why, where nobody asked for it. */
  readonly pausedFor?: string;
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
  | { readonly kind: 'wait'; readonly until: number; readonly reason: string }
  | { readonly kind: 'extend'; readonly seconds: number; readonly reason: string }
  | { readonly kind: 'hold'; readonly seconds: number; readonly until: number; readonly reason: string }
  | { readonly kind: 'gate'; readonly seconds: number; readonly until: number; readonly reason: string }
  | { readonly kind: 'rollBack'; readonly reason: string };

/** How often it is looked while a person is waited for, whatever the bake's length; news of a watch comes sooner. */
const PATIENT_LOOK_SECONDS = 60;

/** Picks what follows a check. Pure: no clock, no I/O. */
export function decide(policy: Leeway, standing: Standing, verdict: Verdict): Action {
  // At its gate a step has passed already; only a failed check undoes that.
  const stands = standing.gateSince !== undefined && verdict.kind !== 'fail';
  const action = afterCheck(policy, standing, stands ? { ...verdict, kind: 'pass' } : verdict);
  const { gate } = standing.step;
  return action.kind === 'advance' && gate && !standing.approved
    ? askPeople(gate, standing, action.reason)
    : action;
}

function afterCheck(policy: Leeway, standing: Standing, verdict: Verdict): Action {
  switch (verdict.kind) {
    case 'fail':
      return standing.paused && standing.verdictHeld
        ? hold(policy, standing, `paused, though the check failed: ${verdict.reason}`)
        : { kind: 'rollBack', reason: verdict.reason };
    case 'pass':
      return standing.paused ? holdPaused(policy, standing) : { kind: 'advance', reason: verdict.reason };
    case 'undecided':
      return standing.paused
        ? holdPaused(policy, standing)
        : { kind: 'wait', until: verdict.lookAgainAt, reason: verdict.reason };
    case 'inconclusive':
      return standing.paused ? holdPaused(policy, standing) : doubt(policy, standing, verdict);
  }
}

/** Silence is not health: a step waits for proof as long as the plan allows, then does what the plan says. */
function doubt(policy: Leeway, standing: Standing, verdict: Verdict): Action {
  // A new service may have no callers until it is there.
  if (verdict.silent && standing.firstDeployment)
    return { kind: 'advance', reason: `${verdict.reason}; nobody served before it` };
  const left = policy.limits.extensionSeconds - standing.extendedSeconds;
  if (left > 0)
    return { kind: 'extend', seconds: Math.min(left, standing.step.bakeSeconds), reason: verdict.reason };
  switch (policy.onInconclusive) {
    case 'advance':
      return { kind: 'advance', reason: `${verdict.reason}; the plan says to go on` };
    case 'rollBack':
      return {
        kind: 'rollBack',
        reason: `${verdict.reason}, after ${Math.round(standing.extendedSeconds)} s of extension`,
      };
    case 'pause':
      return hold(policy, standing, verdict.reason);
  }
}

const holdPaused = (policy: Leeway, standing: Standing): Action =>
  hold(policy, standing, standing.pausedFor === undefined ? 'paused' : `paused: ${standing.pausedFor}`);

/** A person decides; meanwhile the weight is held and judged, up to a deadline. */
function hold(policy: Leeway, { heldSince, now }: Standing, reason: string): Action {
  const until = (heldSince ?? now) + policy.limits.holdSeconds;
  if (now >= until)
    return { kind: 'rollBack', reason: `nobody answered within ${policy.limits.holdSeconds} s: ${reason}` };
  return { kind: 'hold', seconds: Math.min(PATIENT_LOOK_SECONDS, until - now), until, reason };
}

/** A gate stays open for an answer as long as it says; judging goes on meanwhile. */
function askPeople(gate: Gate, { step, gateSince, now }: Standing, reason: string): Action {
  const until = (gateSince ?? now) + gate.seconds;
  if (now >= until)
    return { kind: gate.onTimeout, reason: `nobody approved ${step.weight} % within ${gate.seconds} s` };
  return { kind: 'gate', seconds: Math.min(PATIENT_LOOK_SECONDS, until - now), until, reason };
}
