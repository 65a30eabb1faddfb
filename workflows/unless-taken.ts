import { WorkflowExecutionAlreadyStartedError } from '@temporalio/common';
import type { ChildWorkflowHandle, Workflow } from '@temporalio/workflow';

/** Starts a child workflow unless its id is taken; answers its run id once it has started. */
export async function unlessTaken(
  start: () => Promise<Pick<ChildWorkflowHandle<Workflow>, 'firstExecutionRunId'>>,
): Promise<string | undefined> {
  try {
    return (await start()).firstExecutionRunId;
  } catch (error) {
    if (error instanceof WorkflowExecutionAlreadyStartedError) return undefined;
    throw error;
  }
}
