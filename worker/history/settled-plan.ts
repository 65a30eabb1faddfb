import type { Client } from '@temporalio/client';
import { decodeArrayFromPayloads } from '@temporalio/common/lib/internal-non-workflow/index.js';
import type { Beginning } from '../../activities/begin.ts';
import type { RolloutPlan } from '../../workflows/rollout/plan.ts';

/** The plan is settled first, within so many events. */
const LOOKED_AT = 30;

/** The plan that a run's worker has settled, by its history; undefined before that, and where Temporal no longer has it. */
export async function settledPlan(
  client: Client,
  workflowId: string,
  runId: string,
): Promise<RolloutPlan | undefined> {
  const { history } = await client.workflowService.getWorkflowExecutionHistory({
    namespace: client.options.namespace,
    execution: { workflowId, runId },
    maximumPageSize: LOOKED_AT,
  });
  const events = history?.events ?? [];
  const decoded = (payloads: Parameters<typeof decodeArrayFromPayloads>[1]) =>
    decodeArrayFromPayloads(client.options.loadedDataConverter, payloads);
  const asked = events.find(
    ({ activityTaskScheduledEventAttributes: each }) => each?.activityType?.name === 'beginRollout',
  );
  if (asked) {
    const answer = events.find(({ activityTaskCompletedEventAttributes: each }) =>
      each?.scheduledEventId?.eq(asked.eventId ?? 0),
    );
    const [begun] = await decoded(answer?.activityTaskCompletedEventAttributes?.result?.payloads);
    return (begun as Beginning | undefined)?.plan;
  }
  // A long rollout goes on with the plan of the execution before.
  const [, passed] = await decoded(events[0]?.workflowExecutionStartedEventAttributes?.input?.payloads);
  return (passed as { readonly plan?: RolloutPlan } | undefined)?.plan;
}
