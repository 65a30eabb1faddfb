import { decide, type Action, type Leeway, type Standing } from './decide.ts';
import type { Verdict } from './judge/verdict.ts';
import type { Step } from './steps.ts';

/** How far the bake of a step has come. Times are epoch seconds. */
export interface Baking {
  readonly step: Step;
  /** When a look is acted on, whatever it says. */
  readonly until: number;
  /** What the last look came to, where any other answer is acted on before that. */
  readonly open?: 'undecided' | 'inconclusive';
  /** How long it has been extended because nothing could be proven. */
  readonly extendedSeconds: number;
  /** Since when it is held for a person. */
  readonly heldSince?: number;
  /** Since when its gate waits for an answer. */
  readonly gateSince?: number;
  /** Until when the old version is kept, once the final bake has passed. */
  readonly keptUntil?: number;
}

/** The bake of a step that has its weight since `now`, and cannot be judged before a moment. */
export const startBaking = (step: Step, now: number, firstLookAt: number): Baking => ({
  step,
  until: Math.max(now + step.bakeSeconds, firstLookAt),
  extendedSeconds: 0,
});

/** Whether a look at `now` is acted on, or only taken note of. */
export const isDue = (
  { until, open }: Pick<Baking, 'until' | 'open'>,
  { kind }: Verdict,
  now: number,
): boolean => kind === 'fail' || now >= until || (open !== undefined && kind !== open);

/**
 * What becomes of a bake after a look that is acted on: the action, and the bake that is left where the action does not
 * end it. Pure: rollouts, simulations and recorded rollouts all go by it.
 */
export function afterLook(
  policy: Leeway,
  before: Baking,
  standing: Omit<Standing, keyof Baking>,
  verdict: Verdict,
): { readonly action: Action; readonly baking: Baking } {
  const baking = { ...before, extendedSeconds: extensionUsed(before, standing.now) };
  const action = decide(policy, { ...baking, ...standing }, verdict);
  return { action, baking: goOn(baking, action, verdict, standing) };
}

function goOn(
  baking: Baking,
  action: Action,
  { kind }: Verdict,
  { now, paused }: Omit<Standing, keyof Baking>,
): Baking {
  const { step, extendedSeconds, heldSince, gateSince } = baking;
  const isOpen = !paused && (kind === 'undecided' || kind === 'inconclusive');
  const next = { step, extendedSeconds, ...(isOpen && { open: kind }) };
  const atGate = gateSince !== undefined && { gateSince };
  const held = heldSince !== undefined && { heldSince };
  switch (action.kind) {
    case 'advance':
    case 'rollBack':
      return { step, extendedSeconds, until: now };
    case 'wait':
      return { ...next, until: action.until };
    case 'extend':
      return { ...next, until: now + action.seconds, extendedSeconds: extendedSeconds + action.seconds };
    case 'hold':
      return { ...next, until: now + action.seconds, ...atGate, heldSince: heldSince ?? now };
    case 'gate':
      return { step, extendedSeconds, until: now + action.seconds, ...held, gateSince: gateSince ?? now };
  }
}

/** An extension that news ended early is used only so far. */
const extensionUsed = ({ extendedSeconds, open, until, heldSince }: Baking, now: number): number =>
  open === 'inconclusive' && heldSince === undefined
    ? extendedSeconds - Math.max(0, until - now)
    : extendedSeconds;
