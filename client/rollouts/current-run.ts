import type { Client, WorkflowHandle } from '@temporalio/client';
import { described } from './view.ts';

/**
 * The latest rollout of a service. Its run id keeps the view on it when the next one of the service begins; no worker is needed to tell.
 *
 * @throws Trouble `noRollout`
 */
export async function currentRun({ workflow }: Client, id: string): Promise<WorkflowHandle> {
  const { runId } = await described(workflow.getHandle(id));
  return workflow.getHandle(id, runId);
}
