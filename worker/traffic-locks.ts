import { activityInfo, Context } from '@temporalio/activity';
import { WorkflowExecutionAlreadyStartedError, type Client } from '@temporalio/client';
import { WorkflowNotFoundError } from '@temporalio/common';
import type { Locks } from '../activities/locks.ts';
import { LOCK_TYPE, lockId, releaseSignal } from '../workflows/messages.ts';

/** Who holds a lock, as its memo says: a workflow, and the first of its executions. */
interface Holder {
  readonly workflowId: string;
  readonly firstRunId: string;
}

/** Locks that are workflows: the id is the lock. One whose holder has ended without letting go of it is taken over. */
export const trafficLocks: Locks = {
  async take(changed, firstRunId) {
    const { client, info } = Context.current();
    const id = lockId(changed);
    const mine: Holder = { workflowId: info.workflowExecution?.workflowId ?? '', firstRunId };
    for (;;) {
      if (await started(client, id, mine)) return { id };
      const found = await runningNow(client, id);
      const holder = found?.memo?.['holder'] as Holder | undefined;
      if (holder?.workflowId === mine.workflowId && holder.firstRunId === firstRunId) return { id };
      // Of this rollout's id an earlier one, which has ended.
      const isOther = holder !== undefined && holder.workflowId !== mine.workflowId;
      if (isOther && (await runningNow(client, holder.workflowId))) return { id, holder: holder.workflowId };
      if (found)
        await unlessGone(client.workflow.getHandle(id, found.runId).terminate('its rollout has ended'));
    }
  },

  async release(id) {
    await unlessGone(Context.current().client.workflow.getHandle(id).signal(releaseSignal));
  },

  async isLatest(rollout, runId) {
    const latest = await unlessGone(Context.current().client.workflow.getHandle(rollout).describe());
    return latest?.runId === runId;
  },
};

async function started(client: Client, workflowId: string, holder: Holder): Promise<boolean> {
  const { taskQueue } = activityInfo();
  try {
    await client.workflow.start(LOCK_TYPE, { workflowId, taskQueue, memo: { holder } });
    return true;
  } catch (error) {
    if (error instanceof WorkflowExecutionAlreadyStartedError) return false;
    throw error;
  }
}

async function runningNow(client: Client, workflowId: string) {
  const found = await unlessGone(client.workflow.getHandle(workflowId).describe());
  return found?.status.name === 'RUNNING' ? found : undefined;
}

async function unlessGone<T>(asked: Promise<T>): Promise<T | undefined> {
  try {
    return await asked;
  } catch (error) {
    if (error instanceof WorkflowNotFoundError) return undefined;
    throw error;
  }
}
