import { sleepUntil } from '../moment.ts';
import { nowSeconds } from '../progress.ts';
import { idleSince } from '../rollout/idle.ts';
import type { Weighted } from './weighted.ts';

/** Lets the requests end that versions without traffic still have under way: the drain counts from when they had their last. */
export async function drain({ plan, progress }: Weighted, versions: readonly string[]): Promise<void> {
  const { drainSeconds } = plan.limits;
  if (progress.keptSeconds >= drainSeconds) return;
  const since = idleSince(progress.status.weights, versions);
  const begun = since === undefined ? nowSeconds() : Date.parse(since) / 1000;
  progress.waitFor(`requests under way at ${versions.join(', ')} to end (${drainSeconds} s)`);
  await sleepUntil(begun + drainSeconds);
}
