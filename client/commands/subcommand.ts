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
  pointToHelp(parent, subcommands.map(nameOf));
  parent.on('beforeHelp', () => refuseUnknown(parent, subcommands));
  for (const { usage, about, load } of subcommands) {
    const name = nameOf({ usage });
    if (words.includes(name)) {
      const add = await load().catch(explainMissing);
      const command = parent.command(name).description(about);
      pointToHelp(command);
      await add(command);
    } else parent.command(usage).description(about);
  }
}

const nameOf = ({ usage }: Pick<Subcommand, 'usage'>): string => usage.split(' ', 1)[0] ?? '';

/** A mistake is told in one line, which ends with where to read on. */
function pointToHelp(command: Command, names: readonly string[] = []): void {
  const path = [command.parent?.parent?.name(), command.parent?.name(), command.name()];
  const help = path.filter((name) => name !== undefined).join(' ');
  command.configureOutput({
    outputError: (text, write) =>
      write(`${completed(text.trim(), names).replaceAll('\n', ' ')}; see ${help} --help\n`),
  });
}

/** Whoever types the beginning of a command means that one, though others are as near letter by letter: `stat` is `status`, not `start`. */
function completed(text: string, names: readonly string[]): string {
  const [told = '', word = ''] = /^error: unknown command '([^']+)'/.exec(text) ?? [];
  const begun = word === '' ? [] : names.filter((name) => name.startsWith(word));
  if (begun.length === 0) return text;
  return `${told}\n(Did you mean ${begun.length === 1 ? '' : 'one of '}${begun.join(', ')}?)`;
}

/** Where help is asked for, commander does not look whether there is such a command. */
function refuseUnknown(parent: Command, subcommands: readonly Subcommand[]): void {
  const word = parent.args.find((each) => each !== 'help' && !each.startsWith('-'));
  if (word !== undefined && !subcommands.some((each) => nameOf(each) === word))
    parent.error(`error: unknown command '${word}'`);
}

/** Packages of Serin that the installed command loads only when it is asked for what they do. */
const OTHER_PACKAGES: Readonly<Record<string, string>> = {
  '@serin/local': 'The local cloud',
  'serin-worker': 'The worker',
  'serin-dashboard': 'The dashboard',
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
