import { WorkflowFailedError, type WorkflowHandle } from '@temporalio/client';
import { ApplicationFailure, CancelledFailure, TerminatedFailure } from '@temporalio/common';
import { FAILURE, type RolloutResult } from '../../workflows/messages.ts';
import { wordOf } from '../../workflows/rollout/word-of.ts';

/** How a rollout can end. Only `terminated` and `failed` leave something to clean up. */
export type EndingKind =
  'promoted' | 'rolledBack' | 'aborted' | 'refused' | 'badInput' | 'terminated' | 'failed';

/** How a rollout ended, for programs and for people. */
export interface Ending {
  readonly kind: EndingKind;
  readonly sentence: string;
  /** What is left to be cleaned up, and why, as sentences. */
  readonly warnings: readonly string[];
}

/** Waits for a rollout's end. */
export const endingOf = (handle: WorkflowHandle): Promise<Ending> =>
  handle.result().then((result) => promoted(result as RolloutResult), failed);

const promoted = ({ reason, warnings }: RolloutResult): Ending => ({
  kind: 'promoted',
  sentence: `promoted: ${reason}`,
  warnings,
});

/** Reads the ending out of the error that a rollout's result is rejected with. */
function failed(error: unknown): Ending {
  if (!(error instanceof WorkflowFailedError)) throw error;
  const { cause } = error;
  if (cause instanceof ApplicationFailure)
    return {
      kind: KINDS[cause.type ?? ''] ?? 'failed',
      sentence: `${wordOf(cause.type)}: ${cause.message}`,
      warnings: warningsOf(cause),
    };
  const warnings: string[] = [];
  if (cause instanceof CancelledFailure)
    return { kind: 'aborted', sentence: 'aborted: the workflow was cancelled', warnings };
  if (cause instanceof TerminatedFailure)
    return {
      kind: 'terminated',
      sentence: 'terminated: nothing was cleaned up; look at the traffic before you start again',
      warnings,
    };
  return { kind: 'failed', sentence: `failed: ${cause?.message ?? error.message}`, warnings };
}

const warningsOf = ({ details }: ApplicationFailure): readonly string[] =>
  (details?.[0] as Partial<Pick<RolloutResult, 'warnings'>> | undefined)?.warnings ?? [];

const KINDS: Readonly<Record<string, EndingKind>> = {
  [FAILURE.rolledBack]: 'rolledBack',
  [FAILURE.aborted]: 'aborted',
  [FAILURE.refused]: 'refused',
  [FAILURE.invalidPlan]: 'badInput',
};
