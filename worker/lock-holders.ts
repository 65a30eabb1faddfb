import type { Client, WorkflowExecutionDescription } from '@temporalio/client';
import { WorkflowNotFoundError } from '@temporalio/common';
import { lockId } from '../workflows/messages.ts';

/** Who holds a lock, as its memo says: a workflow, and the first of its executions. */
export interface Holder {
  readonly workflowId: string;
  readonly firstRunId: string;
}

/** A lock that is there, by its present execution. */
export interface Lock {
  readonly runId: string;
  readonly holder: Holder | undefined;
  /** Whether its holder runs still. One that was terminated leaves its lock behind, whatever has begun under its id since. */
  readonly isHeld: boolean;
}

/** The lock of what a rollout changes, if there is one now. */
export async function lockOf(client: Client, changed: string): Promise<Lock | undefined> {
  const found = await runningNow(client, lockId(changed));
  if (found === undefined) return undefined;
  const holder = found.memo?.['holder'] as Holder | undefined;
  return { runId: found.runId, holder, isHeld: holder !== undefined && (await isRunning(client, holder)) };
}

/** A server that does not tell which execution was the first is believed to run the same rollout still. */
async function isRunning(client: Client, { workflowId, firstRunId }: Holder): Promise<boolean> {
  const found = await runningNow(client, workflowId);
  const first = found?.raw.workflowExecutionInfo?.firstRunId;
  return found !== undefined && (!first || first === firstRunId);
}

async function runningNow(
  client: Client,
  workflowId: string,
): Promise<WorkflowExecutionDescription | undefined> {
  const found = await unlessGone(client.workflow.getHandle(workflowId).describe());
  return found?.status.name === 'RUNNING' ? found : undefined;
}

/** What was asked of a workflow, unless there is none. */
export async function unlessGone<T>(asked: Promise<T>): Promise<T | undefined> {
  try {
    return await asked;
  } catch (error) {
    if (error instanceof WorkflowNotFoundError) return undefined;
    throw error;
  }
}
