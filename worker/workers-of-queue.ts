import type { temporal } from '@temporalio/proto';
import type { NativeConnection } from '@temporalio/worker';

/** How often they are counted. */
export const COUNT_MILLIS = 30_000;

/** By Temporal's API. */
const ACTIVITIES: temporal.api.enums.v1.TaskQueueType.TASK_QUEUE_TYPE_ACTIVITY = 2;

/** Temporal keeps a poll for a minute at the most, and lists who has not come again for five. */
const COMES_AGAIN_SECONDS = 90;

/** How many workers serve a task queue: one that has died counts for a minute and a half more. */
export async function countWorkers(
  { workflowService }: Pick<NativeConnection, 'workflowService'>,
  namespace: string,
  taskQueue: string,
): Promise<number> {
  const { pollers } = await workflowService.describeTaskQueue({
    namespace,
    taskQueue: { name: taskQueue },
    taskQueueType: ACTIVITIES,
  });
  const polled = pollers.map(({ identity, lastAccessTime }) => ({
    identity,
    at: Number(lastAccessTime?.seconds ?? 0),
  }));
  // By the server's own clock.
  const latest = Math.max(...polled.map(({ at }) => at));
  const living = polled.filter(({ at }) => latest - at <= COMES_AGAIN_SECONDS);
  return new Set(living.map(({ identity }) => identity)).size;
}

/**
 * Goes on counting the workers that this one shares a task queue with, itself included. Where they cannot be counted, it goes by what it knew
 * last.
 *
 * @param count answers how many there are
 */
export async function sharedBy(
  count: () => Promise<number>,
): Promise<{ readonly workers: () => number; readonly stop: () => void }> {
  // It does not poll yet.
  let workers = 1 + (await count().catch(() => 0));
  const again = async () => {
    workers = Math.max(1, await count().catch(() => workers));
  };
  const counting = setInterval(() => void again(), COUNT_MILLIS);
  counting.unref();
  return { workers: () => workers, stop: () => clearInterval(counting) };
}
