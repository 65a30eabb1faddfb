import { CancellationScope, isCancellation } from '@temporalio/workflow';
import type { Commands } from './commands.ts';
import { conditionUntil } from './moment.ts';
import { aborting, rollingBack } from './outcome.ts';
import { isoTime } from './progress.ts';

/**
 * Runs the way forward until it ends, an operator aborts, or the rollout's deadline (epoch seconds) is there. A stop cancels whatever is
 * under way, be it a timer or an activity that hangs, so that the way back can begin at once.
 */
export async function untilStopped<T>(
  commands: Commands,
  deadline: number,
  goForward: () => Promise<T>,
): Promise<T> {
  const forward = new CancellationScope();
  const guard = new CancellationScope();
  let stopped: Error | undefined;
  let result: T;

  void guard
    .run(() => conditionUntil(() => commands.abort !== undefined, deadline))
    .then(() => {
      const { abort } = commands;
      stopped = abort
        ? aborting(`aborted by ${abort.by}: ${abort.reason}`)
        : rollingBack(`the rollout did not end by ${isoTime(deadline)}`);
      forward.cancel();
    })
    .catch(() => undefined); // cancelled below, once the way forward has ended

  try {
    result = await forward.run(goForward);
  } catch (error) {
    throw stopped && isCancellation(error) ? stopped : error;
  } finally {
    guard.cancel();
  }
  // An abort that arrived together with the last step's end still counts: nothing has been committed yet.
  if (stopped) throw stopped;
  return result;
}
