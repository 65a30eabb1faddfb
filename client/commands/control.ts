import { userInfo } from 'node:os';
import { WorkflowNotFoundError } from '@temporalio/common';
import type { Command } from 'commander';
import type { CommandInput, PromoteInput } from '../../workflows/messages.ts';
import { CommandFailure, EXIT } from '../exit-codes.ts';
import { parseRolloutId } from '../rollout-id.ts';
import { withTemporal } from '../temporal.ts';

type Signal = 'pause' | 'resume' | 'promote' | 'abort';

const DESCRIPTIONS: Readonly<Record<Signal, string>> = {
  pause: 'hold the present weight and keep judging it',
  resume: 'go on after a pause, or judge anew when a rollout is held',
  promote: 'go to 100 % and commit, skipping the bakes that are left',
  abort: 'give all traffic back to stable and remove the canary',
};

interface Options extends CommandInput {
  readonly by: string;
  readonly reason: string;
  readonly step?: boolean;
}

/** The four signals, as commands that say who and why. */
export function addControl(program: Command): void {
  for (const [signal, description] of Object.entries(DESCRIPTIONS) as [Signal, string][]) {
    const command = program
      .command(`${signal} <rollout>`)
      .description(description)
      .option('-r, --reason <text>', 'why; kept with the rollout', 'none given')
      .option('--by <name>', 'who', userInfo().username)
      .option('--id <id>', 'repeating a command with the same id changes nothing');
    if (signal === 'promote') command.option('--step', 'only end the present bake');
    command.action((rollout: string, options: Options) => send(signal, parseRolloutId(rollout), options));
  }
}

async function send(signal: Signal, workflowId: string, { by, reason, id, step }: Options): Promise<void> {
  const input: PromoteInput = { by, reason, ...(id === undefined ? {} : { id }), ...(step ? { step } : {}) };
  await withTemporal(async ({ client }) => {
    try {
      await client.workflow.getHandle(workflowId).signal(signal, input);
    } catch (error) {
      if (error instanceof WorkflowNotFoundError)
        throw new CommandFailure(EXIT.refused, `refused: no rollout ${workflowId} is running`);
      throw error;
    }
  });
  console.log(`${signal} is on its way to ${workflowId}`);
}
