import { constants } from 'node:os';

const SIGNALS = ['SIGINT', 'SIGTERM'] as const;

/**
 * Has a command that is interrupted, by Ctrl-C or with a pipeline's job, say what becomes of its rollout before it ends, with 128 and
 * the signal's number. A second signal ends it at once.
 *
 * @param settle does what is to be done, and answers what is to be said
 */
export function whenInterrupted(settle: () => Promise<string> | string, say: (line: string) => void): void {
  const interrupted = (signal: (typeof SIGNALS)[number]): void => {
    for (const each of SIGNALS) process.off(each, interrupted);
    void Promise.resolve()
      .then(settle)
      .catch((error: unknown) => (error as Error).message)
      .then((sentence) => {
        say(sentence);
        process.exit(128 + constants.signals[signal]);
      });
  };
  for (const signal of SIGNALS) process.on(signal, interrupted);
}

/** What is said of a rollout, such as `shop/cart`, that does not need the command that watches it. */
export const goesOn = (rollout: string): string =>
  `the rollout goes on: see it again with "serin watch ${rollout}", end it with "serin abort ${rollout}"`;
