import type { WorkflowHandle } from '@temporalio/client';
import { statusQuery } from '../../workflows/messages.ts';
import { factsOf } from '../../workflows/rollout/metric-facts.ts';
import type { Judge, Promotion } from './clock.ts';

/** What a promoted rollout tells of its time, with the times at which its router was written, in order (epoch milliseconds). */
export async function promotionOf(
  handle: WorkflowHandle,
  judge: Judge,
  writes: readonly number[],
): Promise<Promotion> {
  const { steps, events, metrics } = await handle.query(statusQuery);
  const { closeTime } = await handle.describe();
  const commits = events.find(({ what }) => what.endsWith('becomes the stable version'));
  if (!closeTime || !commits || !metrics) throw new Error(`${handle.workflowId} was not promoted`);
  return {
    judge,
    facts: factsOf(metrics),
    bakes: steps.map(({ bakeSeconds }) => bakeSeconds),
    // One more may take the old version off.
    written: writes.slice(0, steps.length).map((millis) => millis / 1000),
    baked: Date.parse(commits.at) / 1000,
    promoted: closeTime.getTime() / 1000,
  };
}
