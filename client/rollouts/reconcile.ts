import { WorkflowExecutionAlreadyStartedError, WorkflowFailedError, type Client } from '@temporalio/client';
import { RECONCILE_TYPE, rolloutId, TASK_QUEUE, type ReconcileResult } from '../../workflows/messages.ts';
import type { DeploymentFile } from '../deployment-files.ts';
import { Trouble } from '../trouble.ts';

/**
 * Cleans up after a rollout that was terminated; answers what was done.
 *
 * @throws Trouble `refused` while a rollout of the service runs, or with what a person has to decide
 */
export async function reconcileService(
  client: Client,
  { content, plan: { environment, service } }: DeploymentFile,
  taskQueue: string = TASK_QUEUE,
): Promise<ReconcileResult> {
  try {
    const result: unknown = await client.workflow.execute(RECONCILE_TYPE, {
      workflowId: rolloutId(environment, service),
      taskQueue,
      args: [content],
      workflowIdConflictPolicy: 'FAIL',
    });
    return result as ReconcileResult;
  } catch (error) {
    if (error instanceof WorkflowExecutionAlreadyStartedError)
      throw new Trouble(
        'refused',
        `refused: a rollout of ${environment}/${service} is running and will clean up by itself`,
      );
    if (!(error instanceof WorkflowFailedError)) throw error;
    throw new Trouble('refused', `refused: ${error.cause?.message ?? error.message}`);
  }
}
