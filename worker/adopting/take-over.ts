import { WorkflowExecutionAlreadyStartedError, WorkflowNotFoundError, type Client } from '@temporalio/client';
import type { BegunDeployment } from '../../activities/drivers/ecs-native/adopt.ts';
import { adoptionMemo, ROLLOUT_TYPE, rolloutId, STARTED_BY } from '../../workflows/messages.ts';
import { asSummary } from '../../workflows/rollout/markdown.ts';
import type { AdoptedService } from './adopted-service.ts';

/**
 * Starts the rollout that takes a deployment over, once: not while another rollout of the service runs, and not again after one of that
 * deployment, however it ended. Answers whether it did.
 */
export async function takeOverDeployment(
  client: Client,
  taskQueue: string,
  { owner: { environment, service }, contentFor }: AdoptedService,
  deployment: BegunDeployment,
): Promise<boolean> {
  const workflowId = rolloutId(environment, service);
  if (await isTaken(client, workflowId, deployment)) return false;
  try {
    await client.workflow.start(ROLLOUT_TYPE, {
      workflowId,
      taskQueue,
      args: [contentFor(deployment)],
      workflowIdConflictPolicy: 'FAIL',
      memo: { [STARTED_BY]: 'serin worker', ...adoptionMemo(deployment.arn) },
      staticSummary: asSummary(`${deployment.version} for ${environment}/${service}`),
    });
    return true;
  } catch (error) {
    if (error instanceof WorkflowExecutionAlreadyStartedError) return false;
    throw error;
  }
}

async function isTaken(client: Client, workflowId: string, { arn }: BegunDeployment): Promise<boolean> {
  try {
    const { status, memo } = await client.workflow.getHandle(workflowId).describe();
    return status.name === 'RUNNING' || memo?.['adopts'] === arn;
  } catch (error) {
    if (error instanceof WorkflowNotFoundError) return false;
    throw error;
  }
}
