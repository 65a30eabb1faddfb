import { workflowInfo } from '@temporalio/workflow';
import { Unreadable } from './unreadable-messages.ts';

/**
 * What an earlier execution passed on by continue-as-new. A start can bring a second argument too, and by a retry policy or a
 * schedule even again and again: that one counts for nothing.
 */
export function passedOn<T>(given: T | undefined): T | undefined {
  const { continuedFromExecutionRunId, attempt, cronSchedule } = workflowInfo();
  if (continuedFromExecutionRunId === undefined || attempt > 1 || cronSchedule) return undefined;
  // Serin wrote it: the key is missing here, and the task waits for a worker that has it.
  if (given instanceof Unreadable) throw new Error(`what was carried cannot be read here: ${given.reason}`);
  return given;
}
