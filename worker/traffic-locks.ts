import { activityInfo, Context } from '@temporalio/activity';
import { WorkflowExecutionAlreadyStartedError, type Client } from '@temporalio/client';
import type { Locks } from '../activities/locks.ts';
import { LOCK_TYPE, lockId, releaseSignal } from '../workflows/messages.ts';
import { lockOf, unlessGone, type Holder } from './lock-holders.ts';

/** Locks that are workflows: the id is the lock. One whose holder has ended without letting go of it is taken over. */
export const trafficLocks: Locks = {
  async take(changed, firstRunId) {
    const { client, info } = Context.current();
    const id = lockId(changed);
    const mine: Holder = { workflowId: info.workflowExecution?.workflowId ?? '', firstRunId };
    for (;;) {
      if (await started(client, id, mine)) return { id };
      const lock = await lockOf(client, changed);
      if (lock === undefined) continue;
      const { holder, isHeld, runId } = lock;
      // Of this rollout's id there is no other one that has not ended.
      if (holder?.workflowId === mine.workflowId) {
        if (holder.firstRunId === firstRunId) return { id };
      } else if (holder && isHeld) return { id, holder: holder.workflowId };
      await unlessGone(client.workflow.getHandle(id, runId).terminate('its rollout has ended'));
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
