import { setTimeout as sleep } from 'node:timers/promises';
import type { EcsApi } from './ecs.ts';
import type { TaskState } from './task.ts';

const retryMillis = 500;

/** Reports a task's states in their order; each is tried until ECS has taken or refused it. Never throws. */
export function reporter(ecs: EcsApi, task: { arn: string; cluster: string }, closing: AbortSignal) {
  let last = Promise.resolve();
  return (state: TaskState): Promise<void> => (last = last.then(() => deliver(state)));

  async function deliver(state: TaskState): Promise<void> {
    while (!closing.aborted) {
      try {
        return await ecs.submit(task, state);
      } catch (error) {
        console.error(`${task.arn} ${state.status} was not reported: ${(error as Error).message}`);
        if ((error as { $fault?: string }).$fault === 'client') return;
        await sleep(retryMillis, undefined, { signal: closing }).catch(() => undefined);
      }
    }
  }
}
