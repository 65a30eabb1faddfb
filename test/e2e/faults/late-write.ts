import { WorkflowNotFoundError } from '@temporalio/common';
import { lateLookId } from '../../../workflows/messages.ts';
import type { Call } from '../journal.ts';
import type { Lane } from '../lanes/lane.ts';
import { patiently } from '../patiently.ts';
import { LATE_MILLIS } from './kinds.ts';

/** What is not whole once a late write was carried out, and the looks after the rollout's end had their time to put it right. */
export async function afterLateWrite(
  lane: Lane,
  late: Call,
  ended: string,
  findWrongs: () => Promise<string[]>,
): Promise<{ readonly putRight?: boolean; readonly wrongs: string[] }> {
  const carriedOut = new Date(late.time).getTime() + LATE_MILLIS;
  await patiently(() => Date.now() > carriedOut + SURELY_MILLIS);
  let wasWrong = false;
  const wrongs = await patiently(async () => {
    const over = !(await isLookedAfter(lane));
    const found = await findWrongs();
    wasWrong ||= found.length > 0;
    return (over || found.length === 0) && found;
  });
  const wasAfterTheEnd = carriedOut > new Date(ended).getTime();
  return { ...(wasAfterTheEnd && { putRight: wasWrong && wrongs.length === 0 }), wrongs };
}

/** A timer of the local AWS may come late on a busy machine. */
const SURELY_MILLIS = 2000;

/** Whether the looks after the latest rollout are still to come. */
async function isLookedAfter(lane: Lane): Promise<boolean> {
  const { workflowId, runId } = await lane.handle().describe();
  try {
    const { status } = await lane.workflow(lateLookId(workflowId, runId)).describe();
    return status.name === 'RUNNING';
  } catch (error) {
    if (error instanceof WorkflowNotFoundError) return false;
    throw error;
  }
}
