import { Command, type Argument, type Option } from 'commander';
import { COMMANDS } from '../../client/commands/index.ts';
import { LOCAL_COMMANDS } from '../../client/commands/local/index.ts';
import { addSubcommands, type Subcommand } from '../../client/commands/subcommand.ts';

/** The page about the command: what `--help` says of each subcommand. */
export async function commandReference(): Promise<string> {
  const sections: string[] = [];
  for (const [parent, subcommands] of [
    ['serin', COMMANDS.filter(({ usage }) => usage !== 'local')],
    ['serin local', LOCAL_COMMANDS],
  ] as const)
    for (const subcommand of subcommands) sections.push(await sectionOf(parent, subcommand));
  return [
    '# The command',
    'Generated from the command itself by `npm run reference`; `serin COMMAND --help` prints the same. Exit codes: 0 promoted or done, 1 error, 2 bad input, 3 rolled back, 4 aborted, 5 refused.',
    ...sections,
  ].join('\n\n');
}

async function sectionOf(parent: string, subcommand: Subcommand): Promise<string> {
  const [name = ''] = subcommand.usage.split(' ');
  const root = new Command();
  await addSubcommands(root, [subcommand], [name]);
  const command = root.commands[0]!;
  const rows = [
    ...command.registeredArguments.map(argumentRow),
    ...command.options.filter(({ hidden }) => !hidden).map(optionRow),
  ];
  const about = subcommand.about;
  return [
    `## ${parent} ${name}`,
    `${about.charAt(0).toUpperCase()}${about.slice(1)}.`,
    ...(rows.length === 0 ? [] : [['| | | default |', '| --- | --- | --- |', ...rows].join('\n')]),
    ...moreOf(command),
  ].join('\n\n');
}

const argumentRow = (argument: Argument): string =>
  `| \`<${argument.name()}>\` | ${cell(argument.description)} | ${defaultOf(argument)} |`;

function optionRow(option: Option): string {
  const choices = option.argChoices ? `: ${option.argChoices.map((each) => `\`${each}\``).join(', ')}` : '';
  const must = option.mandatory ? ' (required)' : '';
  return `| \`${option.flags}\` | ${cell(option.description)}${choices}${must} | ${defaultOf(option)} |`;
}

const defaultOf = ({ defaultValue, defaultValueDescription }: Argument | Option): string =>
  defaultValueDescription ?? (defaultValue === undefined ? '' : `\`${String(defaultValue)}\``);

/** What stands under the options in the help. */
function moreOf(command: Command): string[] {
  let text = '';
  command.configureOutput({ writeOut: (written) => (text += written) });
  command.outputHelp();
  const [, more] = text.split(command.helpInformation());
  return more?.trim() ? ['```text', more.trim(), '```'].join('\n').split('\n\n\n') : [];
}

const cell = (text: string): string => text.replaceAll('|', '\\|').replace(/<(\w+)>/g, '`<$1>`');
