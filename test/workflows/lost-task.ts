import { setTimeout } from 'node:timers/promises';
import type { TestWorkflowEnvironment } from '@temporalio/testing';
import { temporal } from '@temporalio/proto';

const { EVENT_TYPE_WORKFLOW_TASK_STARTED: STARTED } = temporal.api.enums.v1.EventType;

/** Longer than a workflow task may take. */
const LOOK_MILLIS = 15_000;

/**
 * Resolves once the server that skips time has lost a workflow task: one that was started, and neither ends nor times out.
 * It loses one when a timer is cancelled at the moment it fires (https://github.com/temporalio/sdk-java/issues/3088).
 */
export async function lostTask(
  env: TestWorkflowEnvironment,
  workflowId: string,
  signal: AbortSignal,
): Promise<void> {
  let before = -1;
  for (;;) {
    await setTimeout(LOOK_MILLIS, undefined, { signal });
    const { events = [] } = await env.client.workflow.getHandle(workflowId).fetchHistory();
    if (events?.length === before && events.at(-1)?.eventType === STARTED) return;
    before = events?.length ?? 0;
  }
}
