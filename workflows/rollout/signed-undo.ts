import type { CommandInput } from './command.ts';

/** The type in the header of a signed undo (`signed-command.ts`). */
export const SIGNED_UNDO = 'serin-undo';

/** What is signed of an undo that starts a rollout of its own. That has no run id before it runs, so it is known by its file and its time. */
export interface SignedUndo {
  /** The workflow's id. */
  readonly rollout: string;
  /** The version that it goes back from. */
  readonly undoes: string;
  /** Digest of the deployment file that is rolled out (`file-digest.ts`). */
  readonly file: string;
  readonly input: Pick<CommandInput, 'by' | 'groups' | 'reason'>;
  /** The address that it was asked from. */
  readonly from: string;
  /** When it was signed, ISO time. */
  readonly at: string;
}
