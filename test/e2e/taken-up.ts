import type { WorkflowHandle } from '@temporalio/client';

/** Seconds from a moment (Unix milliseconds) to the first task of a rollout that a worker took up after it; 0 where it had ended by then. */
export async function takenUpSeconds(rollout: WorkflowHandle, momentMillis: number): Promise<number> {
  const { events } = await rollout.fetchHistory();
  const times = (events ?? [])
    .filter((event) => event.workflowTaskStartedEventAttributes ?? event.activityTaskStartedEventAttributes)
    .map(({ eventTime }) => Number(eventTime?.seconds) * 1000 + Number(eventTime?.nanos) / 1e6);
  const later = times.map((millis) => millis - momentMillis).filter((millis) => millis > 0);
  return later.length === 0 ? 0 : Math.min(...later) / 1000;
}
