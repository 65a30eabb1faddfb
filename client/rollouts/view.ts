import {
  ServiceError,
  type Client,
  type WorkflowExecutionDescription,
  type WorkflowHandle,
} from '@temporalio/client';
import { ApplicationFailure, WorkflowNotFoundError } from '@temporalio/common';
import {
  decodeArrayFromPayloads,
  decodeOptionalFailureToOptionalError,
} from '@temporalio/common/lib/internal-non-workflow/index.js';
import { latestBuckets, type JudgedBucket } from '../../workflows/rollout/judge/judged-bucket.ts';
import type { Looked } from '../../workflows/rollout/judge/judge.ts';
import type { Verdict } from '../../workflows/rollout/judge/verdict.ts';
import { statusQuery } from '../../workflows/messages.ts';
import type { RolloutStatus } from '../../workflows/rollout/status.ts';
import { Trouble } from '../trouble.ts';
import { commitIn } from './commit-page.ts';

/** An activity that Temporal is trying: what stands behind "waits for", seen from outside the workflow. */
export interface Attempt {
  readonly activity: string;
  readonly attempt: number;
  readonly lastFailure: string | undefined;
  /** What it waits for is on its way, such as tasks that stop: trying again is how it waits, and no fault. */
  readonly isPatient: boolean;
  /** What a watch has seen last; it is not known to the workflow before the watch ends. */
  readonly verdict: Verdict | undefined;
  /** What that watch has seen in units. */
  readonly buckets: readonly JudgedBucket[];
}

/** A rollout as a person wants to see it. */
export interface RolloutView {
  readonly id: string;
  readonly runId: string;
  readonly running: boolean;
  readonly status: RolloutStatus;
  readonly attempts: readonly Attempt[];
  /** How many events its history has, where Temporal tells of it. */
  readonly historyLength?: number;
  /** Where its version's commit can be seen, where whoever started it said so. */
  readonly commit?: string;
}

/**
 * Asks Temporal and the worker where a rollout is; a long one is looked for in the execution that goes on with it.
 *
 * @throws Trouble `noRollout`, `noWorker`, `cannotGoOn`
 */
export async function viewRollout(client: Client, handle: WorkflowHandle): Promise<RolloutView> {
  const description = await described(handle);
  if (description.status.name === 'CONTINUED_AS_NEW') {
    const { workflowId: id, runId } = description;
    return viewRollout(client, client.workflow.getHandle(id, await nextRunId(client, id, runId)));
  }
  const pending = description.raw.pendingActivities ?? [];
  const status = await queried(client, handle, description);
  const attempts = await Promise.all(pending.map((activity) => attemptOf(client, activity)));
  const commit = commitIn(description.memo);
  const watched = attempts.flatMap(({ buckets }) => buckets);
  return {
    id: description.workflowId,
    runId: description.runId,
    running: description.status.name === 'RUNNING',
    status: { ...status, buckets: latestBuckets(status.buckets, watched, Infinity) },
    attempts,
    historyLength: description.historyLength,
    ...(commit !== undefined && { commit }),
  };
}

/** The execution that goes on where one has left off: the last event of its history names it. */
async function nextRunId(client: Client, workflowId: string, runId: string): Promise<string> {
  const { history } = await client.workflowService.getWorkflowExecutionHistoryReverse({
    namespace: client.options.namespace,
    execution: { workflowId, runId },
    maximumPageSize: 1,
  });
  const last = history?.events?.[0]?.workflowExecutionContinuedAsNewEventAttributes;
  if (!last?.newExecutionRunId)
    throw new Trouble('noRollout', `${workflowId} continued in an execution that Temporal no longer has`);
  return last.newExecutionRunId;
}

type Pending = NonNullable<WorkflowExecutionDescription['raw']['pendingActivities']>[number];

async function attemptOf(
  client: Client,
  { activityType, attempt, lastFailure, heartbeatDetails }: Pending,
): Promise<Attempt> {
  const details = await decodeArrayFromPayloads(
    client.options.loadedDataConverter,
    heartbeatDetails?.payloads,
  );
  const [judged] = details as (Looked | undefined)[];
  const failure = await decodeOptionalFailureToOptionalError(client.options.loadedDataConverter, lastFailure);
  return {
    activity: activityType?.name ?? '',
    attempt: attempt ?? 1,
    lastFailure: failure?.message,
    isPatient: failure instanceof ApplicationFailure && failure.category === 'BENIGN',
    verdict: judged?.verdict,
    buckets: judged?.buckets ?? [],
  };
}

/** @throws Trouble `noRollout` */
export async function described(handle: WorkflowHandle): Promise<WorkflowExecutionDescription> {
  try {
    return await handle.describe();
  } catch (error) {
    if (error instanceof WorkflowNotFoundError)
      throw new Trouble('noRollout', `there is no rollout ${handle.workflowId}`);
    throw error;
  }
}

/** How long a worker may take to answer. */
const ANSWER_MS = 5000;

async function queried(
  client: Client,
  handle: WorkflowHandle,
  { workflowId, runId, taskQueue }: WorkflowExecutionDescription,
): Promise<RolloutStatus> {
  try {
    return await client.connection.withDeadline(Date.now() + ANSWER_MS, () => handle.query(statusQuery));
  } catch (error) {
    if (!(error instanceof ServiceError)) throw error;
    const failure = await lastTaskFailure(client, workflowId, runId);
    if (failure === undefined)
      throw new Trouble(
        'noWorker',
        `no worker answers on task queue ${taskQueue}: start one with \`serin worker\`. The rollout is safe and will then continue`,
      );
    throw new Trouble(
      'cannotGoOn',
      `workers cannot go on with ${workflowId}: its workflow task fails (${failure}). It is safe, and continues on a worker that can: one with the right keys, or of another version of Serin`,
    );
  }
}

/** Why workers fail at the rollout's present workflow task, where they do. Of failures in a row, Temporal keeps the first. */
async function lastTaskFailure(
  client: Client,
  workflowId: string,
  runId: string,
): Promise<string | undefined> {
  const { history } = await client.workflowService.getWorkflowExecutionHistoryReverse({
    namespace: client.options.namespace,
    execution: { workflowId, runId },
    maximumPageSize: 10,
  });
  const last = history?.events?.find(
    ({ workflowTaskFailedEventAttributes: failed, workflowTaskCompletedEventAttributes: completed }) =>
      failed ?? completed,
  );
  const failed = last?.workflowTaskFailedEventAttributes;
  if (!failed) return undefined;
  const failure = await decodeOptionalFailureToOptionalError(
    client.options.loadedDataConverter,
    failed.failure,
  );
  return failure?.message ?? 'without a reason';
}
