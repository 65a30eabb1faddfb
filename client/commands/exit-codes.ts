import type { EndingKind } from '../rollouts/ending.ts';
import type { TroubleKind } from '../trouble.ts';

/** What the command's exit code tells a script. */
export const EXIT = { done: 0, error: 1, badInput: 2, rolledBack: 3, aborted: 4, refused: 5 } as const;

export type ExitCode = (typeof EXIT)[keyof typeof EXIT];

export const EXIT_OF_TROUBLE: Readonly<Record<TroubleKind, ExitCode>> = {
  badInput: EXIT.badInput,
  noRollout: EXIT.refused,
  refused: EXIT.refused,
  noWorker: EXIT.error,
  cannotGoOn: EXIT.error,
  timeout: EXIT.error,
  unreachable: EXIT.error,
};

export const EXIT_OF_ENDING: Readonly<Record<EndingKind, ExitCode>> = {
  promoted: EXIT.done,
  rolledBack: EXIT.rolledBack,
  aborted: EXIT.aborted,
  refused: EXIT.refused,
  badInput: EXIT.badInput,
  terminated: EXIT.error,
  failed: EXIT.error,
};
