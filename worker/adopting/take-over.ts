import {
  WorkflowExecutionAlreadyStartedError,
  WorkflowFailedError,
  WorkflowNotFoundError,
  type Client,
  type WorkflowHandle,
} from '@temporalio/client';
import { ApplicationFailure } from '@temporalio/common';
import type { BegunDeployment } from '../../activities/drivers/ecs-native/adopt.ts';
import {
  adoptedBy,
  adoptionMemo,
  FAILURE,
  ROLLOUT_TYPE,
  rolloutId,
  STARTED_BY,
} from '../../workflows/messages.ts';
import { asSummary } from '../../workflows/rollout/markdown.ts';
import type { AdoptedService } from './adopted-service.ts';

/** What becomes of a deployment: a rollout of it begins, another one runs or had its turn, or the one of it was refused. */
export type TakenOver =
  | { readonly kind: 'begun' }
  | { readonly kind: 'known' }
  | { readonly kind: 'refused'; readonly reason: string };

/**
 * Starts the rollout that takes a deployment over, once: not while another rollout of the service runs, and not again after one of that
 * deployment, however it ended.
 */
export async function takeOverDeployment(
  client: Client,
  taskQueue: string,
  { owner: { environment, service }, contentFor }: Pick<AdoptedService, 'owner' | 'contentFor'>,
  deployment: BegunDeployment,
): Promise<TakenOver> {
  const workflowId = rolloutId(environment, service);
  const before = await beforeOf(client.workflow.getHandle(workflowId), deployment);
  if (before !== undefined) return before;
  try {
    await client.workflow.start(ROLLOUT_TYPE, {
      workflowId,
      taskQueue,
      args: [contentFor(deployment)],
      workflowIdConflictPolicy: 'FAIL',
      memo: { [STARTED_BY]: 'serin worker', ...adoptionMemo(deployment.arn) },
      staticSummary: asSummary(`${deployment.version} for ${environment}/${service}`),
    });
    return { kind: 'begun' };
  } catch (error) {
    if (error instanceof WorkflowExecutionAlreadyStartedError) return { kind: 'known' };
    throw error;
  }
}

/** What has become of the deployment before; undefined where nothing has. */
async function beforeOf(handle: WorkflowHandle, { arn }: BegunDeployment): Promise<TakenOver | undefined> {
  try {
    const { status, memo } = await handle.describe();
    if (status.name === 'RUNNING') return { kind: 'known' };
    if (adoptedBy(memo) !== arn) return undefined;
    const reason = status.name === 'FAILED' ? await whyRefused(handle) : undefined;
    return reason === undefined ? { kind: 'known' } : { kind: 'refused', reason };
  } catch (error) {
    if (error instanceof WorkflowNotFoundError) return undefined;
    throw error;
  }
}

/** Why a rollout was refused that has failed; undefined where it failed otherwise. */
async function whyRefused(handle: WorkflowHandle): Promise<string | undefined> {
  const { cause } = await handle.result().then(
    () => ({ cause: undefined }),
    (error: unknown) => (error instanceof WorkflowFailedError ? error : { cause: undefined }),
  );
  const isRefusal =
    cause instanceof ApplicationFailure &&
    (cause.type === FAILURE.refused || cause.type === FAILURE.invalidPlan);
  return isRefusal ? cause.message : undefined;
}
