import { sleep } from '@temporalio/workflow';
import type { Weighted } from './weighted.ts';

/** Lets the requests end that versions without traffic still have under way. */
export async function drain({ plan, progress }: Weighted, versions: readonly string[]): Promise<void> {
  const { drainSeconds } = plan.limits;
  progress.waitFor(`requests under way at ${versions.join(', ')} to end (${drainSeconds} s)`);
  await sleep(drainSeconds * 1000);
}
