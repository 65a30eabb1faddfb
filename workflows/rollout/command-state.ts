import type { CommandState } from './command.ts';
import type { RolloutStatus } from './status.ts';

/** Where a rollout is, as far as it decides what can be asked of it. */
export const commandStateOf = ({
  phase,
  paused,
  held,
  verdictHeld,
  revocable,
  cannot,
  commanders,
  steps,
  approved,
  step,
  stable,
}: RolloutStatus): CommandState => ({
  phase,
  paused,
  held,
  verdictHeld,
  ...(revocable && { revocable }),
  stepNumber: step?.number,
  firstDeployment: stable === undefined,
  cannot,
  ahead: steps.filter(({ weight }) => weight >= (step?.weight ?? 0)),
  approved,
  ...(commanders && { commanders }),
});
