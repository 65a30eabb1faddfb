import { setTimeout as delay } from 'node:timers/promises';
import type { Client, WorkflowHandle } from '@temporalio/client';
import { WorkflowNotFoundError } from '@temporalio/common';
import {
  enqueueSignal,
  QUEUE_TYPE,
  queuedQuery,
  queueId,
  withdrawSignal,
  type Enqueued,
  type Released,
} from '../../workflows/messages.ts';
import type { DeploymentFile } from '../deployment-files.ts';
import { Trouble } from '../trouble.ts';

/**
 * Puts a rollout in its service's queue, in the place of one that waits there; the running one gives way if asked to.
 * Answers how to wait until it has started, with its run id; that fails when a newer version has taken its place.
 */
export async function enqueue(
  client: Client,
  rolloutId: string,
  taskQueue: string,
  { content: file, plan }: DeploymentFile,
  asked: Pick<Enqueued, 'by' | 'supersedes' | 'commit'>,
): Promise<() => Promise<string>> {
  const version = plan.version.id;
  const handle = await client.workflow.signalWithStart(QUEUE_TYPE, {
    workflowId: queueId(rolloutId),
    taskQueue,
    args: [],
    signal: enqueueSignal,
    signalArgs: [{ file, version, ...asked }],
  });
  const isMine = (released: Released) => released.version === version;
  return async () => {
    const stop = new AbortController();
    try {
      // A queue in which another one waits ends later; what it has started it says before.
      const early = startedEarly(client.workflow.getHandle(handle.workflowId), isMine, stop.signal);
      const released = await Promise.race([handle.result() as Promise<readonly Released[]>, early]);
      const mine = released.findLast(isMine);
      if (mine) return mine.runId;
      const newer = released.at(-1)?.version;
      throw new Trouble(
        'refused',
        newer === undefined
          ? `refused: ${version} was taken out of the queue`
          : `refused: ${newer} took the place of ${version} in the queue`,
      );
    } finally {
      stop.abort();
    }
  };
}

const INTERVAL_MILLIS = 2000;

/** Resolves once a queue says that it has started what is looked for; never, where it does not. */
async function startedEarly(
  queue: WorkflowHandle,
  isMine: (released: Released) => boolean,
  signal: AbortSignal,
): Promise<readonly Released[]> {
  for (;;) {
    const stopped = await delay(INTERVAL_MILLIS, false, { signal }).catch(() => true);
    if (stopped) return new Promise(() => undefined);
    const { released } = await queue.query(queuedQuery).catch(() => ({ released: [] }));
    if (released.some(isMine)) return released;
  }
}

/** What waits in a service's queue; undefined where nothing does. It takes a worker to tell. */
export async function queuedFor(client: Client, rolloutId: string): Promise<Enqueued | undefined> {
  try {
    return (await client.workflow.getHandle(queueId(rolloutId)).query(queuedQuery)).waiting;
  } catch (error) {
    if (error instanceof WorkflowNotFoundError) return undefined;
    throw error;
  }
}

/** Takes a version out of its service's queue. Answers whether it waited there. */
export async function withdraw(client: Client, rolloutId: string, version: string): Promise<boolean> {
  if ((await queuedFor(client, rolloutId))?.version !== version) return false;
  try {
    await client.workflow.getHandle(queueId(rolloutId)).signal(withdrawSignal, version);
    return true;
  } catch (error) {
    // Its queue has ended in this moment: it was started.
    if (error instanceof WorkflowNotFoundError) return false;
    throw error;
  }
}
