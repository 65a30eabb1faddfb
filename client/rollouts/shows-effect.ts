import type { CommandAnswer } from '../../workflows/messages.ts';
import type { CommandInput } from '../../workflows/rollout/command.ts';
import type { CommandName } from '../../workflows/rollout/command-name.ts';
import type { RolloutStatus } from '../../workflows/rollout/status.ts';

/**
 * Whether a rollout's status shows what a command was to bring about, or that the rollout has gone on to another phase.
 *
 * @param taken where the rollout was when it took the command
 */
export function showsEffect(
  name: CommandName,
  input: CommandInput,
  taken: CommandAnswer,
  status: RolloutStatus,
): boolean {
  return status.phase !== taken.phase || showsIt(name, input, taken, status);
}

function showsIt(
  name: CommandName,
  { weight, step }: CommandInput,
  taken: CommandAnswer,
  status: RolloutStatus,
): boolean {
  const isElsewhere = status.step?.weight !== taken.step?.weight;
  switch (name) {
    case 'pause':
      return status.paused;
    case 'resume':
      return !status.paused && !status.held;
    case 'approve':
      // An approval ahead of its gate is kept until the gate asks.
      return isElsewhere || status.verdicts.at(-1)?.ledTo !== 'gate';
    case 'promote':
      return step === true && isElsewhere;
    case 'setWeight':
      return status.step?.weight === weight && weightOf(status.canary, status) === weight;
    case 'abort':
      return false;
  }
}

const weightOf = (version: string, { readBack }: RolloutStatus): number =>
  readBack.find((share) => share.version === version)?.weight ?? 0;
