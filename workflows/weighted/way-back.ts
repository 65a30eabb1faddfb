import { sleep } from '@temporalio/workflow';
import { nowSeconds } from '../progress.ts';
import { looking } from '../proxies.ts';
import { allTo, beside, type TrafficSplit } from '../rollout/traffic-split.ts';
import { clearAway } from './clear-away.ts';
import { drain } from './drain.ts';
import { giveTo } from './give-to.ts';
import { releaseScaling } from './scaling.ts';
import type { Weighted } from './weighted.ts';

/** How soon traffic is given back once more that a late write has moved. */
const LOOK_SECONDS = 5;

/**
 * The one way back: traffic first, drained, then the canary is removed, and stable may shrink again. Traffic never gives up; what is left
 * to clean up after it has an end, and a warning. The canary stays in the split at weight 0 until its last requests have ended, and
 * nothing is removed before all that was asked for without an answer has had its time.
 */
export async function goBack(weighted: Weighted): Promise<void> {
  const { plan, progress, memory } = weighted;
  const { stable } = memory;
  const canary = plan.version.id;
  const home: TrafficSplit = stable === undefined ? [] : allTo(stable);
  const homeBesideCanary = stable === undefined ? home : beside(home, [canary, ...memory.left]);
  const hadTraffic = progress.wasEverWanted(canary);
  const giveBack = () =>
    giveTo(
      weighted,
      homeBesideCanary,
      stable === undefined ? 'the route to be removed' : `all traffic to be back at ${stable}`,
    );

  let isRouted = true;
  if (hadTraffic) {
    [isRouted] = await Promise.all([giveBack(), stable !== undefined && lookAt(weighted, stable)]);
    await drain(weighted, [canary]);
  }
  while (nowSeconds() < memory.lateUntil) {
    progress.waitFor('late effects of requests that AWS never answered', memory.lateUntil);
    await sleep(Math.min(LOOK_SECONDS, memory.lateUntil - nowSeconds()) * 1000);
    if (hadTraffic && isRouted) isRouted = await giveBack();
  }
  const until = nowSeconds() + plan.limits.cleanUpSeconds;
  await clearAway(weighted, isRouted ? home : [], [canary, ...memory.left], until, progress.warn);
  await releaseScaling(weighted, until);
}

/**
 * Says so when not all tasks of stable are there to take its traffic back. The traffic does not wait for the answer: a canary that
 * is to be left is worse than a stable version that is short of tasks.
 */
async function lookAt({ provisioner, progress }: Weighted, stable: string): Promise<void> {
  const runs = await looking.isRunning(provisioner, stable).catch(() => undefined);
  if (runs === undefined) progress.note(`whether all tasks of ${stable} are running cannot be seen`);
  if (runs === false)
    progress.note(`${stable} gets its traffic back, but not all of its tasks are running: look at them`);
}
