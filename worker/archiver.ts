import { setTimeout as delay } from 'node:timers/promises';
import type { Client, WorkflowExecutionInfo } from '@temporalio/client';
import type { Archive } from '../activities/archive/archive.ts';
import { ActReader } from './history/acts.ts';
import { settledPlan } from './history/settled-plan.ts';
import { COMMIT, ROLLOUT_TYPE, rolloutOwner, statusQuery } from '../workflows/messages.ts';

/** How soon after its end a rollout is kept. */
const INTERVAL_MILLIS = 15_000;

/** Whoever has ended so long ago was looked for before; a worker that begins looks for all that Temporal still has. */
const LOOK_BACK_MILLIS = 3_600_000;

/** So many of a rollout's activities that have changed something are kept. */
const MOST_ACTS = 500;

/** Of an archive and of rollouts, what cannot be done now is done at the next look. */
export interface Archiving {
  readonly client: Client;
  readonly taskQueue: string;
  readonly archive: Archive;
  /** Is told what could not be kept, and why. */
  readonly warn: (what: string, error: unknown) => void;
}

/**
 * Keeps the rollouts of a task queue that have ended, until a signal. It asks them from beside, as a person would: no rollout waits for it,
 * and none fails by it.
 */
export async function keepEnded(archiving: Archiving, signal: AbortSignal): Promise<void> {
  for (let since = 0; !signal.aborted;) {
    const began = Date.now();
    const isWhole = await keepSince(archiving, new Date(since)).catch((error: unknown) => {
      archiving.warn('ended rollouts cannot be listed for the archive', error);
      return false;
    });
    if (isWhole) since = began - LOOK_BACK_MILLIS;
    await delay(INTERVAL_MILLIS, undefined, { signal, ref: false }).catch(() => undefined);
  }
}

/** Answers whether all that have ended since a moment are kept. */
export async function keepSince(
  { client, taskQueue, archive, warn }: Archiving,
  since: Date,
): Promise<boolean> {
  const queue = taskQueue.replaceAll("'", "\\'");
  const query =
    `WorkflowType = '${ROLLOUT_TYPE}' AND ExecutionStatus != 'Running' AND ExecutionStatus != 'ContinuedAsNew' ` +
    `AND TaskQueue = '${queue}' AND CloseTime > '${since.toISOString()}'`;
  let isWhole = true;
  for await (const info of client.workflow.list({ query }))
    await keepOne(client, archive, info).catch((error: unknown) => {
      warn(`${info.workflowId} cannot be archived yet`, error);
      isWhole = false;
    });
  return isWhole;
}

async function keepOne(
  client: Client,
  archive: Archive,
  { workflowId, runId, startTime, closeTime, memo }: WorkflowExecutionInfo,
): Promise<void> {
  const owner = rolloutOwner(workflowId);
  if (!owner || !closeTime) return;
  const about = { ...owner, runId, started: startTime.toISOString() };
  if (await archive.has(about)) return;
  const status = await client.workflow.getHandle(workflowId, runId).query(statusQuery);
  const plan = await settledPlan(client, workflowId, runId);
  const acts = await new ActReader(client).actsOf(workflowId, runId);
  const commit = memo?.[COMMIT];
  await archive.keep({
    form: 1,
    ...about,
    ended: closeTime.toISOString(),
    status,
    ...(typeof commit === 'string' && { commit }),
    ...(plan && { plan }),
    acts: acts.slice(-MOST_ACTS),
  });
}
