import { WorkflowFailedError, type WorkflowHandle } from '@temporalio/client';
import { ApplicationFailure, CancelledFailure, TerminatedFailure } from '@temporalio/common';
import { FAILURE, type RolloutResult } from '../../workflows/messages.ts';

/** How a rollout can end. Only `terminated` and `failed` leave something to clean up. */
export type EndingKind =
  'promoted' | 'rolledBack' | 'aborted' | 'refused' | 'badInput' | 'terminated' | 'failed';

/** How a rollout ended, for programs and for people. */
export interface Ending {
  readonly kind: EndingKind;
  readonly sentence: string;
}

/** Waits for a rollout's end. */
export const endingOf = (handle: WorkflowHandle): Promise<Ending> =>
  handle.result().then((result) => promoted(result as RolloutResult), failed);

const promoted = ({ reason }: RolloutResult): Ending => ({
  kind: 'promoted',
  sentence: `promoted: ${reason}`,
});

/** Reads the ending out of the error that a rollout's result is rejected with. */
function failed(error: unknown): Ending {
  if (!(error instanceof WorkflowFailedError)) throw error;
  const { cause } = error;
  if (cause instanceof ApplicationFailure)
    return { kind: KINDS[cause.type ?? ''] ?? 'failed', sentence: `${wordOf(cause.type)}: ${cause.message}` };
  if (cause instanceof CancelledFailure)
    return { kind: 'aborted', sentence: 'aborted: the workflow was cancelled' };
  if (cause instanceof TerminatedFailure)
    return {
      kind: 'terminated',
      sentence: 'terminated: nothing was cleaned up; look at the traffic before you start again',
    };
  return { kind: 'failed', sentence: `failed: ${cause?.message ?? error.message}` };
}

const KINDS: Readonly<Record<string, EndingKind>> = {
  [FAILURE.rolledBack]: 'rolledBack',
  [FAILURE.aborted]: 'aborted',
  [FAILURE.refused]: 'refused',
  [FAILURE.invalidPlan]: 'badInput',
};

/** "RolledBack" or "rolledBack" → "rolled back". */
export const wordOf = (type: string | undefined | null): string =>
  (type ?? 'Failed').replace(/(?<=[a-z])[A-Z]/g, ' $&').toLowerCase();
