/** One thing that rollouts need: how it is, and what to do where it is not well. */
export interface Check {
  readonly about: string;
  /** `warn` does not keep a rollout from running. */
  readonly outcome: 'ok' | 'warn' | 'fail';
  readonly message: string;
  readonly advice?: string;
}

export const fine = (about: string, message: string): Check => ({ about, outcome: 'ok', message });
export const warn = (about: string, message: string, advice: string): Check => ({
  about,
  outcome: 'warn',
  message,
  advice,
});
export const fail = (about: string, message: string, advice: string): Check => ({
  about,
  outcome: 'fail',
  message,
  advice,
});

/** Checks for people, one a line. */
export function checksText(checks: readonly Check[]): string {
  const width = Math.max(...checks.map(({ about }) => about.length));
  return checks
    .map(
      ({ about, outcome, message, advice }) =>
        `${outcome.padEnd(4)}  ${about.padEnd(width)}  ${message}${advice === undefined ? '' : `: ${advice}`}`,
    )
    .join('\n');
}
