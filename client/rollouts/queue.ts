import type { Client } from '@temporalio/client';
import { enqueueSignal, QUEUE_TYPE, queueId, type Released } from '../../workflows/messages.ts';
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
  { by, supersedes }: { readonly by: string; readonly supersedes: boolean },
): Promise<() => Promise<string>> {
  const version = plan.version.id;
  const handle = await client.workflow.signalWithStart(QUEUE_TYPE, {
    workflowId: queueId(rolloutId),
    taskQueue,
    args: [rolloutId],
    signal: enqueueSignal,
    signalArgs: [{ file, version, by, supersedes }],
  });
  return async () => {
    const released = (await handle.result()) as Released;
    if (released.version === version) return released.runId;
    throw new Trouble('refused', `refused: ${released.version} took the place of ${version} in the queue`);
  };
}
