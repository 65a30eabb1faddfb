import { userInfo } from 'node:os';
import {
  WorkflowUpdateFailedError,
  WorkflowUpdateRPCTimeoutOrCancelledError,
  type WorkflowHandle,
} from '@temporalio/client';
import { ApplicationFailure, WorkflowNotFoundError } from '@temporalio/common';
import type { Command } from 'commander';
import { commandUpdate, SIGNALS, type CommandAnswer } from '../../workflows/messages.ts';
import type { CommandInput, CommandName } from '../../workflows/rollout/command.ts';
import { describeSplit } from '../../workflows/rollout/traffic-split.ts';
import { CommandFailure, EXIT } from '../exit-codes.ts';
import { parseRolloutId } from '../rollout-id.ts';
import { withTemporal, type Temporal } from '../temporal.ts';
import { count, percent } from './numbers.ts';

/** How long an answer may take before the wish is sent as a signal instead. */
const ANSWER_MS = 5000;

interface Options extends CommandInput {
  readonly by: string;
  readonly reason: string;
}

/** The commands that an operator gives a running rollout. */
export function addControl(program: Command): void {
  add(program, 'pause', 'hold the present weight and keep judging it').option(
    '--hold-verdict',
    'hold even when a check fails, instead of rolling back',
  );
  add(program, 'resume', 'go on after a pause, or judge anew when a rollout is held');
  add(program, 'promote', 'go to 100 % and commit, skipping the bakes that are left').option(
    '--step',
    'only end the present bake',
  );
  add(program, 'approve', 'open the gate of the step under way');
  add(program, 'abort', 'give all traffic back to stable and remove the canary');
  add(program, 'retry', 'judge anew when a rollout is held because nothing could be proven');
  common(
    program
      .command('set-weight')
      .argument('<rollout>')
      .argument('<percent>', "the new version's share of the traffic", percent),
    'go to a weight and hold it there until resume',
  ).action((rollout: string, weight: number, options: Options) =>
    send('setWeight', rollout, { ...options, weight }),
  );
}

const add = (program: Command, name: CommandName, description: string): Command =>
  common(program.command(`${name} <rollout>`), description).action((rollout: string, options: Options) =>
    send(name, rollout, options),
  );

const common = (command: Command, description: string): Command =>
  command
    .description(description)
    .option('-r, --reason <text>', 'why; kept with the rollout', 'none given')
    .option('--by <name>', 'who', userInfo().username)
    .option('--groups <names...>', 'groups that you act for, where a gate asks for one')
    .option('--id <id>', 'repeating a command with the same id changes nothing')
    .option('--expected-step <number>', 'refuse unless this step is under way', count);

async function send(name: CommandName, rollout: string, options: Options): Promise<void> {
  const workflowId = parseRolloutId(rollout);
  const input = { ...options, id: options.id ?? crypto.randomUUID() };
  await withTemporal(async (temporal) => {
    try {
      const answer = await ask(temporal, workflowId, name, input);
      console.log(
        answer
          ? told(name, workflowId, answer)
          : `no worker answers: ${name} waits at ${workflowId} until there is one`,
      );
    } catch (error) {
      if (!(error instanceof WorkflowNotFoundError)) throw error;
      throw new CommandFailure(EXIT.refused, `refused: no rollout ${workflowId} is running`);
    }
  });
}

/** Asks by update, which answers; without a worker by signal, which waits for one. The id keeps both from counting twice. */
async function ask(
  { client }: Temporal,
  workflowId: string,
  name: CommandName,
  input: CommandInput,
): Promise<CommandAnswer | undefined> {
  const handle = client.workflow.getHandle(workflowId);
  try {
    const update = () => handle.executeUpdate(commandUpdate(name), { args: [input] });
    return await client.connection.withDeadline(Date.now() + ANSWER_MS, update);
  } catch (error) {
    if (error instanceof WorkflowUpdateFailedError && error.cause instanceof ApplicationFailure) {
      throw new CommandFailure(EXIT.refused, error.cause.message);
    }
    if (!(error instanceof WorkflowUpdateRPCTimeoutOrCancelledError)) throw error;
    return signal(handle, name, input);
  }
}

async function signal(handle: WorkflowHandle, name: CommandName, input: CommandInput): Promise<undefined> {
  const durable = SIGNALS.find((known) => known === name);
  if (!durable)
    throw new CommandFailure(
      EXIT.error,
      `no worker answers, and ${name} cannot wait for one: start one with \`serin worker\``,
    );
  await handle.signal(durable, input);
}

function told(
  name: CommandName,
  workflowId: string,
  { phase, paused, step, readBack, waitsFor }: CommandAnswer,
): string {
  const where = step ? `, step ${step.number} at ${step.weight} %` : '';
  const traffic = readBack.length > 0 ? `; traffic ${describeSplit(readBack)}` : '';
  return `${name} is taken by ${workflowId}: ${phase}${where}${paused ? ', paused' : ''}${traffic}${waitsFor ? `; waits for ${waitsFor.what}` : ''}`;
}
