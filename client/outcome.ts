import { WorkflowFailedError } from '@temporalio/client';
import { ApplicationFailure, CancelledFailure, TerminatedFailure } from '@temporalio/common';
import { FAILURE, type RolloutResult } from '../workflows/messages.ts';
import { EXIT, type ExitCode } from './exit-codes.ts';

/** How a rollout ended, for people and for scripts. */
export interface Ending {
  readonly exitCode: ExitCode;
  readonly sentence: string;
}

export const promoted = ({ reason }: RolloutResult): Ending => ({
  exitCode: EXIT.done,
  sentence: `promoted: ${reason}`,
});

/** Reads the ending out of the error that a rollout's result is rejected with. */
export function endingOf(error: unknown): Ending {
  if (!(error instanceof WorkflowFailedError)) throw error;
  const { cause } = error;
  if (cause instanceof ApplicationFailure)
    return { exitCode: exitCodeOf(cause.type), sentence: `${wordOf(cause.type)}: ${cause.message}` };
  if (cause instanceof CancelledFailure)
    return { exitCode: EXIT.aborted, sentence: 'aborted: the workflow was cancelled' };
  if (cause instanceof TerminatedFailure) {
    return {
      exitCode: EXIT.error,
      sentence: 'terminated: nothing was cleaned up, look at the traffic before you start again',
    };
  }
  return { exitCode: EXIT.error, sentence: `failed: ${cause?.message ?? error.message}` };
}

const EXIT_CODES: Readonly<Record<string, ExitCode>> = {
  [FAILURE.rolledBack]: EXIT.rolledBack,
  [FAILURE.aborted]: EXIT.aborted,
  [FAILURE.refused]: EXIT.refused,
  [FAILURE.invalidPlan]: EXIT.badInput,
};

const exitCodeOf = (type: string | undefined | null): ExitCode => EXIT_CODES[type ?? ''] ?? EXIT.error;

/** «RolledBack» or «rolledBack» → «rolled back». */
export const wordOf = (type: string | undefined | null): string =>
  (type ?? 'Failed').replace(/(?<=[a-z])[A-Z]/g, ' $&').toLowerCase();
