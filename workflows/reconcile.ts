import { setHandler } from '@temporalio/workflow';
import { orRefused, settle } from './begin.ts';
import type { ChooseDriver } from './driver.ts';
import { statusQuery, type ReconcileResult } from './messages.ts';
import { Progress } from './progress.ts';
import { Reader } from './unreadable-messages.ts';

/**
 * Mends what a dead rollout left of a service, without rolling anything out. Runs under the rollouts' id, so it never meets one.
 *
 * @param input a deployment file's content; its version, if it got any traffic, is what is removed
 */
export async function reconcile(choose: ChooseDriver, input: unknown): Promise<ReconcileResult> {
  const progress = new Progress();
  setHandler(statusQuery, () => progress.status, { description: 'What it found, and what it does about it' });
  return orRefused(progress, async () => {
    const plan = await settle(input, new Reader(), progress);
    const driver = choose(plan, progress);
    try {
      const { stable, reason } = await driver.reconcile();
      progress.end({ kind: 'reconciled', reason });
      return { stable, reason };
    } finally {
      await driver.release();
    }
  });
}
