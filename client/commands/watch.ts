import { constants } from 'node:os';
import type { WorkflowHandle } from '@temporalio/client';
import type { Command } from 'commander';
import { showLive } from '../render/live.ts';
import { screenOn } from '../render/screen.ts';
import { withTemporal, type Temporal } from '../rollouts/connect.ts';
import { endingOf, type Ending } from '../rollouts/ending.ts';
import { follow } from '../rollouts/follow.ts';
import { parseRolloutId } from '../rollouts/rollout-id.ts';
import { viewRollout } from '../rollouts/view.ts';
import { EXIT_OF_ENDING } from './exit-codes.ts';
import { ROLLOUT } from './options.ts';

export const watch = (command: Command): Command =>
  command.argument(...ROLLOUT).action(async (rollout: string) => {
    const id = parseRolloutId(rollout);
    await withTemporal(async (temporal) => {
      const { workflow } = temporal.client;
      const { runId } = await viewRollout(temporal.client, workflow.getHandle(id));
      // Its run id keeps the view on this rollout when the next one of the service begins.
      await watchToItsEnd(temporal, workflow.getHandle(id, runId));
    });
  });

/** Shows a rollout on standard output until it has ended; the exit code then tells how. */
export async function watchToItsEnd(temporal: Temporal, handle: WorkflowHandle): Promise<Ending> {
  const screen = screenOn(process.stdout);
  const rollout = handle.workflowId.replace(/^canary\//, '');
  for (const signal of ['SIGINT', 'SIGTERM'] as const)
    process.once(signal, () => {
      screen.line(
        `the rollout goes on: see it again with "serin watch ${rollout}", end it with "serin abort ${rollout}"`,
      );
      process.exit(128 + constants.signals[signal]);
    });
  await showLive(follow(temporal, handle), screen);
  const ending = await endingOf(handle);
  screen.line(ending.sentence);
  for (const warning of ending.warnings) screen.line(`warning: ${warning}`);
  process.exitCode = EXIT_OF_ENDING[ending.kind];
  return ending;
}
