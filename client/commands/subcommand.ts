import type { Command } from 'commander';

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
    if (words.includes(name)) await (await load())(parent.command(name).description(about));
    else parent.command(usage).description(about);
  }
}
