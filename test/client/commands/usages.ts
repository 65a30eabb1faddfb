import { Command } from 'commander';
import { COMMANDS } from '../../../client/commands/index.ts';
import { LOCAL_COMMANDS } from '../../../client/commands/local/index.ts';
import { addSubcommands } from '../../../client/commands/subcommand.ts';

// Prints how each subcommand is listed, and how it is called once it is loaded. A program of its own, since Jest cannot load commander.
const usages = [];
for (const subcommand of [...COMMANDS, ...LOCAL_COMMANDS]) {
  const [name = ''] = subcommand.usage.split(' ');
  const parent = new Command();
  await addSubcommands(parent, [subcommand], [name]);
  const args = parent.commands[0]!.registeredArguments.map((argument) => `<${argument.name()}>`);
  usages.push([subcommand.usage, [name, ...args].join(' ')]);
}
console.log(JSON.stringify(usages));
