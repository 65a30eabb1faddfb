import type { Command } from 'commander';
import { Trouble } from '../trouble.ts';

/** A subcommand as a list shows it. */
export interface Subcommand {
  /** Its name and arguments, such as `status <rollout>`. */
  readonly usage: string;
  /** What it does, in a line. */
  readonly about: string;
  /** Loads what gives a command of that name its arguments, options and action. */
  readonly load: () => Promise<(command: Command) => unknown>;
}

/**
 * Adds subcommands to a command. Only those whose names are among the words that were typed are loaded, with all that they import:
 * the others are there to be listed.
 */
export async function addSubcommands(
  parent: Command,
  subcommands: readonly Subcommand[],
  words: readonly string[],
): Promise<void> {
  for (const { usage, about, load } of subcommands) {
    const [name = ''] = usage.split(' ');
    if (words.includes(name)) {
      const add = await load().catch(explainMissing);
      await add(parent.command(name).description(about));
    } else parent.command(usage).description(about);
  }
}

/** Packages of Serin that the installed command loads only when it is asked for what they do. */
const OTHER_PACKAGES: Readonly<Record<string, string>> = {
  '@serin/local': 'The local cloud',
  'serin-worker': 'The worker',
};

/** @throws Trouble that says what to install, where the error is that a package of Serin's is not there */
export function explainMissing(error: unknown): never {
  const { code, message } = error as NodeJS.ErrnoException;
  const missing = /package '([^']+)'/.exec(message)?.[1] ?? '';
  const about = OTHER_PACKAGES[missing];
  if (code !== 'ERR_MODULE_NOT_FOUND' || about === undefined) throw error;
  throw new Trouble(
    'unreachable',
    `${about} is a package of its own: install ${missing} where serin is, for example by npm install --global ${missing}`,
  );
}
