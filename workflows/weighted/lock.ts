import { ActivityFailure, CancellationScope, workflowInfo } from '@temporalio/workflow';
import { looking, settling } from '../proxies.ts';
import type { Memory } from './memory.ts';
import type { Weighted } from './weighted.ts';

/** Holds what the router changes, before anything of it is read; refused while another rollout does, whichever service it names. */
export async function hold({ router, progress, memory }: Weighted): Promise<void> {
  progress.waitFor('the lock of what the router changes');
  memory.locks = await settling.lockTraffic(router, workflowInfo().firstExecutionRunId);
}

/** Lets go. Where that fails, whoever asks next sees that the holder has ended. */
export async function release({ locks }: Memory): Promise<void> {
  if (locks.length === 0) return;
  await CancellationScope.nonCancellable(() => looking.unlockTraffic(locks)).catch((error: unknown) => {
    if (!(error instanceof ActivityFailure)) throw error;
  });
}
