import { setTimeout as delay } from 'node:timers/promises';
import {
  ServiceError,
  WorkflowUpdateFailedError,
  WorkflowUpdateRPCTimeoutOrCancelledError,
  type Client,
  type WorkflowHandle,
} from '@temporalio/client';
import { ApplicationFailure, WorkflowNotFoundError } from '@temporalio/common';
import { commandUpdate, SIGNALS, statusQuery } from '../../workflows/messages.ts';
import type { CommandInput } from '../../workflows/rollout/command.ts';
import type { CommandName } from '../../workflows/rollout/command-name.ts';
import type { RolloutStatus } from '../../workflows/rollout/status.ts';
import { Trouble } from '../trouble.ts';
import { showsEffect } from './shows-effect.ts';

/** How long an answer may take before the command is sent as a signal instead. */
const ANSWER_MS = 5000;

/** How long a command may take to show in the rollout's status, and how often that is looked at. */
const EFFECT_MS = 5000;
const INTERVAL_MS = 200;

/** What a command led to; undefined where no worker answers yet, and the command waits for one. */
export type Answer =
  | {
      readonly status: RolloutStatus;
      /** Whether the status shows it already. */
      readonly done: boolean;
    }
  | undefined;

/**
 * Gives a running rollout a command and waits a few seconds for its effect: by update, which answers; without a worker by signal, which
 * waits for one. The command's id keeps both from counting twice.
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
    const taken = await client.connection
      .withDeadline(Date.now() + ANSWER_MS, update)
      .catch((error: unknown) => unanswered(error, handle, name, input));
    return taken && (await effectOf(client, handle, (status) => showsEffect(name, input, taken, status)));
  } catch (error) {
    if (!(error instanceof WorkflowNotFoundError)) throw error;
    throw new Trouble('noRollout', `refused: no rollout ${workflowId} is running`);
  }
}

async function effectOf(
  client: Client,
  handle: WorkflowHandle,
  isDone: (status: RolloutStatus) => boolean,
): Promise<Answer> {
  const until = Date.now() + EFFECT_MS;
  for (;;) {
    const query = () => handle.query(statusQuery);
    const status = await client.connection.withDeadline(Date.now() + ANSWER_MS, query).catch(unseen);
    const done = isDone(status);
    if (done || Date.now() >= until) return { status, done };
    await delay(INTERVAL_MS);
  }
}

function unseen(error: unknown): never {
  if (!(error instanceof ServiceError)) throw error;
  throw new Trouble('noWorker', 'the command was taken, but no worker is left to report its effect');
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
