import type { WorkflowHandle } from '@temporalio/client';
import { statusQuery } from '../../workflows/messages.ts';

/** What a promoted rollout tells of its time: its bakes, and when the last of them was over and it was promoted (epoch milliseconds). */
export async function endedAt(handle: WorkflowHandle) {
  const { steps, events } = await handle.query(statusQuery);
  const { closeTime } = await handle.describe();
  const commits = events.find(({ what }) => what.endsWith('becomes the stable version'));
  if (!closeTime || !commits) throw new Error(`${handle.workflowId} was not promoted`);
  return { steps, baked: Date.parse(commits.at), promoted: closeTime.getTime() };
}
