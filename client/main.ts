import { Command, CommanderError } from 'commander';
import { addCodecServer } from './commands/codec-server.ts';
import { addControl } from './commands/control.ts';
import { addJudge } from './commands/judge.ts';
import { addHistory } from './commands/history.ts';
import { addList } from './commands/list.ts';
import { addStatus, addWatch } from './commands/read.ts';
import { addLocal } from './commands/local.ts';
import { addInit } from './commands/init.ts';
import { addIam } from './commands/iam.ts';
import { addLint } from './commands/lint.ts';
import { addPlan } from './commands/plan.ts';
import { addSimulate } from './commands/simulate.ts';
import { addSchema } from './commands/schema.ts';
import { addReconcile } from './commands/reconcile.ts';
import { addStart } from './commands/start.ts';
import { addWorker } from './commands/worker.ts';
import { CommandFailure, EXIT } from './exit-codes.ts';

const program = new Command('serin')
  .description('Canary deployments of Amazon ECS services as durable Temporal workflows.')
  .version('0.3.1')
  .showHelpAfterError()
  .exitOverride()
  .addHelpText(
    'after',
    `
Exit codes: 0 promoted or done, 1 error, 2 bad input, 3 rolled back, 4 aborted, 5 refused.
Temporal is found by TEMPORAL_ADDRESS and its relatives or temporal.toml; AWS by AWS_PROFILE, AWS_REGION, AWS_ENDPOINT_URL.
`,
  );

addStart(program);
addReconcile(program);
addStatus(program);
addWatch(program);
addList(program);
addHistory(program);
addControl(program);
addPlan(program);
addLint(program);
addIam(program);
addInit(program);
addSimulate(program);
addJudge(program);
addWorker(program);
addCodecServer(program);
addLocal(program);
addSchema(program);

// A reader that has seen enough, such as `head`, is no error.
process.stdout.on('error', (error: NodeJS.ErrnoException) =>
  process.exit(error.code === 'EPIPE' ? EXIT.done : EXIT.error),
);

program.parseAsync().catch((error: unknown) => {
  if (error instanceof CommanderError) {
    process.exitCode = error.exitCode === 0 ? EXIT.done : EXIT.badInput;
  } else if (error instanceof CommandFailure) {
    console.error(error.message);
    process.exitCode = error.exitCode;
  } else {
    console.error(error instanceof Error ? error.message : error);
    process.exitCode = EXIT.error;
  }
});
