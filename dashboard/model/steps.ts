import type { Gate } from '../../workflows/rollout/steps.ts';
import type { RolloutStatus, VerdictRecord } from '../../workflows/rollout/status.ts';

/** A step of a rollout, and how far it has come. */
export interface StepModel {
  readonly weight: number;
  readonly bakeSeconds: number;
  readonly gate: Gate | undefined;
  readonly state: 'done' | 'under way' | 'left' | 'to come';
  readonly verdict: VerdictRecord['kind'] | undefined;
}

/** The steps in order; one is `left` where the rollout went back from it. */
export const stepsIn = (status: RolloutStatus): StepModel[] =>
  status.steps.map(({ weight, bakeSeconds, gate }, i) => {
    const state = stateOf(status, i + 1);
    return {
      weight,
      bakeSeconds,
      gate,
      state,
      verdict:
        state === 'to come' ? undefined : status.verdicts.findLast((each) => each.weight === weight)?.kind,
    };
  });

function stateOf({ phase, step }: RolloutStatus, number: number): StepModel['state'] {
  if (phase === 'promoted' || phase === 'committing') return 'done';
  if (step === undefined || number > step.number) return 'to come';
  if (number < step.number) return 'done';
  return ['starting', 'deploying', 'baking'].includes(phase) ? 'under way' : 'left';
}
