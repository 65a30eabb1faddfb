import type { Command } from 'commander';
import { TASK_QUEUE } from '../../workflows/messages.ts';
import { awsChecks } from '../doctor/aws-checks.ts';
import { checksText, fail, fine, type Check } from '../doctor/check.ts';
import { temporalChecks } from '../doctor/temporal-checks.ts';
import { print } from '../render/print.ts';
import { withTemporal } from '../rollouts/connect.ts';
import { Trouble } from '../trouble.ts';
import { VERSION } from '../version.ts';
import { EXIT } from './exit-codes.ts';
import { outputOption } from './options.ts';

interface Options {
  readonly taskQueue: string;
  readonly output: 'text' | 'json';
}

export const doctor = (command: Command): Command =>
  command
    .option(
      '--task-queue <name>',
      'task queue to check for workers, in addition to those of running rollouts',
      TASK_QUEUE,
    )
    .addOption(outputOption())
    .addHelpText(
      'after',
      `
Checks Temporal, its workers, AWS, this machine's clock and the account's quota of stacks the way the command itself reaches them, and
changes nothing. Each line is ok, warn or fail, with what to do; the exit code is 1 if anything fails. "serin lint --live" checks what a
single service needs, including its own quotas and its role's permissions.

Examples:
  serin doctor
  serin doctor --output json | jq '.[] | select(.outcome != "ok")'
`,
    )
    .action(async ({ taskQueue, output }: Options) => {
      const checks = [
        fine('command', `serin ${VERSION} on Node.js ${process.versions.node}`),
        ...(await Promise.all([temporal(taskQueue), awsChecks()])).flat(),
      ];
      print(output === 'json' ? JSON.stringify(checks, null, 2) : checksText(checks));
      if (checks.some(({ outcome }) => outcome === 'fail')) process.exitCode = EXIT.error;
    });

async function temporal(taskQueue: string): Promise<Check[]> {
  try {
    return await withTemporal((temporal) => temporalChecks(temporal, taskQueue));
  } catch (error) {
    if (!(error instanceof Trouble)) throw error;
    return [fail('temporal', 'cannot be used', error.message)];
  }
}
