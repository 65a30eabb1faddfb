import { CancellationScope, getExternalWorkflowHandle, workflowInfo } from '@temporalio/workflow';
import { releaseSignal } from '../messages.ts';
import { settling } from '../proxies.ts';
import type { Memory } from './memory.ts';
import type { Weighted } from './weighted.ts';

/** Holds what the router changes, before anything of it is read; refused while another rollout does, whichever service it names. */
export async function hold({ router, progress, memory }: Weighted): Promise<void> {
  progress.waitFor('the lock of what the router changes');
  memory.locks = await settling.lockTraffic(router, workflowInfo().firstExecutionRunId);
}

/** A lock that somebody ended is let go of already. */
export const release = ({ locks }: Memory): Promise<void> =>
  CancellationScope.nonCancellable(async () => {
    for (const lock of locks)
      await getExternalWorkflowHandle(lock)
        .signal(releaseSignal)
        .catch(() => undefined);
  });
