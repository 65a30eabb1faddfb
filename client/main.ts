#!/usr/bin/env node
import { Command, CommanderError } from 'commander';
import { printable } from '../activities/printable.ts';
import { EXIT, EXIT_OF_TROUBLE } from './commands/exit-codes.ts';
import { COMMANDS } from './commands/index.ts';
import { addSubcommands } from './commands/subcommand.ts';
import { Trouble } from './trouble.ts';
import { VERSION } from './version.ts';

const program = new Command('serin')
  .description('Canary deployments of Amazon ECS services as durable Temporal workflows.')
  .version(VERSION)
  .exitOverride()
  .addHelpText(
    'after',
    `
Exit codes: 0 promoted or done, 1 error, 2 bad input, 3 rolled back, 4 aborted, 5 refused.
Temporal is found through TEMPORAL_ADDRESS and related variables, or temporal.toml; AWS through AWS_PROFILE, AWS_REGION and AWS_ENDPOINT_URL.
`,
  );

// A reader that has seen enough, such as `head`, is no error.
process.stdout.on('error', (error: NodeJS.ErrnoException) =>
  process.exit(error.code === 'EPIPE' ? EXIT.done : EXIT.error),
);

try {
  const words = process.argv.slice(2);
  await addSubcommands(program, COMMANDS, words);
  // What the scripts of `serin completion` call, at each press of the Tab key.
  if (words[0] === 'complete' && words[1] === '--')
    await (await import('./commands/completion.ts')).complete(program, words.slice(2));
  else await program.parseAsync();
} catch (error) {
  process.exitCode = tell(error);
}

/** Prints what commander has not printed itself; answers with the exit code. */
function tell(error: unknown): number {
  if (error instanceof CommanderError) return error.exitCode === 0 ? EXIT.done : EXIT.badInput;
  console.error(printable(error instanceof Error ? error.message : String(error)));
  return error instanceof Trouble ? EXIT_OF_TROUBLE[error.kind] : EXIT.error;
}
