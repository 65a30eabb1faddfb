/** What the command's exit code tells a script. */
export const EXIT = { done: 0, error: 1, badInput: 2, rolledBack: 3, aborted: 4, refused: 5 } as const;

export type ExitCode = (typeof EXIT)[keyof typeof EXIT];

/** Ends the command with a sentence for the person who typed it, and without a stack trace. */
export class CommandFailure extends Error {
  readonly exitCode: ExitCode;

  constructor(exitCode: ExitCode, message: string) {
    super(message);
    this.exitCode = exitCode;
  }
}
