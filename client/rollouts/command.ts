import {
  WorkflowUpdateFailedError,
  WorkflowUpdateRPCTimeoutOrCancelledError,
  type Client,
  type WorkflowHandle,
} from '@temporalio/client';
import { ApplicationFailure, WorkflowNotFoundError } from '@temporalio/common';
import { commandUpdate, SIGNALS, type CommandAnswer } from '../../workflows/messages.ts';
import type { CommandInput } from '../../workflows/rollout/command.ts';
import type { CommandName } from '../../workflows/rollout/command-name.ts';
import { Trouble } from '../trouble.ts';

/** How long an answer may take before the command is sent as a signal instead. */
const ANSWER_MS = 5000;

/** The state that a command led to; undefined where no worker answers yet, and the command waits for one. */
export type Answer = CommandAnswer | undefined;

/**
 * Gives a running rollout a command: by update, which answers; without a worker by signal, which waits for one. The command's id
 * keeps both from counting twice.
 *
 * @throws Trouble `refused` with the rollout's reason, `noRollout`, or `noWorker` for a command that cannot wait
 */
export async function commandRollout(
  client: Client,
  workflowId: string,
  name: CommandName,
  command: CommandInput,
): Promise<Answer> {
  const input = { ...command, id: command.id ?? crypto.randomUUID() };
  const handle = client.workflow.getHandle(workflowId);
  try {
    const update = () => handle.executeUpdate(commandUpdate(name), { args: [input] });
    return await client.connection
      .withDeadline(Date.now() + ANSWER_MS, update)
      .catch((error: unknown) => unanswered(error, handle, name, input));
  } catch (error) {
    if (!(error instanceof WorkflowNotFoundError)) throw error;
    throw new Trouble('noRollout', `refused: no rollout ${workflowId} is running`);
  }
}

async function unanswered(
  error: unknown,
  handle: WorkflowHandle,
  name: CommandName,
  input: CommandInput,
): Promise<undefined> {
  if (error instanceof WorkflowUpdateFailedError && error.cause instanceof ApplicationFailure)
    throw new Trouble('refused', error.cause.message);
  if (!(error instanceof WorkflowUpdateRPCTimeoutOrCancelledError)) throw error;
  const durable = SIGNALS.find((known) => known === name);
  if (!durable)
    throw new Trouble(
      'noWorker',
      `no worker answers, and ${name} cannot wait for one: start one with \`serin worker\``,
    );
  await handle.signal(durable, input);
}
