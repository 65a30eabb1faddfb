/**
 * Why something that a person asked for was not done:
 * - `badInput`: a file, an option or a name is wrong
 * - `noRollout`: there is no such rollout
 * - `refused`: the state of things does not allow it, such as another rollout that runs
 * - `noWorker`: Temporal answers, but no worker does
 * - `cannotGoOn`: workers answer, but none can go on with the rollout
 * - `timeout`: what was waited for did not come in time
 * - `unreachable`: Temporal, AWS or the local cloud does not answer
 */
export type TroubleKind =
  'badInput' | 'noRollout' | 'refused' | 'noWorker' | 'cannotGoOn' | 'timeout' | 'unreachable';

/** An error with a sentence for the person who asked; everything else that is thrown is a bug or a fault from below. */
export class Trouble extends Error {
  readonly kind: TroubleKind;

  constructor(kind: TroubleKind, message: string) {
    super(message);
    this.kind = kind;
  }
}

/** Whether an error is a trouble of one of the kinds. */
export const isTrouble = (error: unknown, ...kinds: readonly TroubleKind[]): error is Trouble =>
  error instanceof Trouble && kinds.includes(error.kind);
