import { constants } from 'node:os';
import type { WorkflowHandle } from '@temporalio/client';
import { Option, type Command } from 'commander';
import { showLive } from '../render/live.ts';
import { terminalOn } from '../render/terminal.ts';
import { withTemporal, type Temporal } from '../rollouts/connect.ts';
import { currentRun } from '../rollouts/current-run.ts';
import { endingOf, type Ending } from '../rollouts/ending.ts';
import { follow, PATIENCE_SECONDS } from '../rollouts/follow.ts';
import { parseRolloutId } from '../rollouts/rollout-id.ts';
import { EXIT_OF_ENDING } from './exit-codes.ts';
import { duration } from './numbers.ts';
import { ROLLOUT } from './options.ts';

export const watch = (command: Command): Command =>
  command
    .argument(...ROLLOUT)
    .addOption(patienceOption())
    .addHelpText(
      'after',
      `
A terminal shows a picture of now, in colours unless NO_COLOR is set, and by the clock of this machine. Elsewhere, in a pipeline (CI) or
with TERM=dumb, each event is a line, in UTC. Ctrl-C ends the view alone: the rollout goes on.
`,
    )
    .action(async (rollout: string, { patience }: { patience: number }) => {
      const id = parseRolloutId(rollout);
      await withTemporal(async (temporal) =>
        watchToItsEnd(temporal, await currentRun(temporal.client, id), patience),
      );
    });

/** For commands that follow a rollout. */
export const patienceOption = (): Option =>
  new Option('--patience <duration>', 'how long to go on while no worker answers, or Temporal does not')
    .argParser(duration)
    .default(PATIENCE_SECONDS, '10m');

/** Shows a rollout on standard output until it has ended; the exit code then tells how. */
export async function watchToItsEnd(
  temporal: Temporal,
  handle: WorkflowHandle,
  patienceSeconds: number,
): Promise<Ending> {
  const terminal = terminalOn(process.stdout, process.env);
  const rollout = handle.workflowId.replace(/^canary\//, '');
  for (const signal of ['SIGINT', 'SIGTERM'] as const)
    process.once(signal, () => {
      terminal.line(
        `the rollout goes on: see it again with "serin watch ${rollout}", end it with "serin abort ${rollout}"`,
      );
      process.exit(128 + constants.signals[signal]);
    });
  await showLive(follow(temporal, handle, patienceSeconds), terminal);
  const ending = await endingOf(handle);
  terminal.line(ending.sentence);
  for (const warning of ending.warnings) terminal.line(`warning: ${warning}`);
  process.exitCode = EXIT_OF_ENDING[ending.kind];
  return ending;
}
