import { sleep } from '@temporalio/workflow';
import { LEAST_WAIT_SECONDS, nowSeconds } from '../progress.ts';
import { idleSince } from '../rollout/idle.ts';
import type { Weighted } from './weighted.ts';

/**
 * Lets the requests end that versions without traffic still have under way: the drain counts from when they had their last. It always
 * waits, if only for a moment: a query can have a workflow go on before its task is started, and so by an earlier time than a replay.
 */
export async function drain({ plan, progress }: Weighted, versions: readonly string[]): Promise<void> {
  const { drainSeconds } = plan.limits;
  const since = idleSince(progress.status.weights, versions);
  const idle = since === undefined ? 0 : nowSeconds() - Date.parse(since) / 1000;
  progress.waitFor(`requests under way at ${versions.join(', ')} to end (${drainSeconds} s)`);
  await sleep(Math.max(LEAST_WAIT_SECONDS, drainSeconds - idle) * 1000);
}
