import { sleep } from '@temporalio/workflow';
import { drain } from './drain.ts';
import { nowSeconds } from '../progress.ts';
import { looking, restoring } from '../proxies.ts';
import { allTo, type TrafficSplit } from '../rollout/traffic-split.ts';
import { releaseScaling } from './scaling.ts';
import type { Weighted } from './weighted.ts';

/** How soon traffic is given back once more that a late write has moved. */
const LOOK_SECONDS = 5;

/**
 * The one way back: traffic first, drained, then the canary is removed, and stable may shrink again. Nothing cancels it and it never gives up.
 * The canary stays in the split at weight 0 until its last requests have ended, and nothing is removed before all that was asked for without
 * an answer has had its time.
 */
export async function goBack(weighted: Weighted): Promise<void> {
  const { plan, router, provisioner, progress, memory } = weighted;
  const { stable } = memory;
  const canary = plan.version.id;
  const home: TrafficSplit = stable === undefined ? [] : allTo(stable);
  const homeBesideCanary = stable === undefined ? home : [...home, { version: canary, weight: 0 }];
  const hadTraffic = progress.wasEverWanted(canary);

  const shift = async (split: TrafficSplit) => {
    progress.want(split);
    progress.waitFor(
      stable === undefined ? 'the route to be removed' : `all traffic to be back at ${stable}`,
    );
    progress.readBack(await restoring.shiftTraffic(router, split, memory.router));
  };

  if (hadTraffic) {
    await Promise.all([shift(homeBesideCanary), stable !== undefined && lookAt(weighted, stable)]);
    await drain(weighted, [canary]);
  }
  while (nowSeconds() < memory.lateUntil) {
    progress.waitFor('what AWS may still do after requests that it did not answer', memory.lateUntil);
    await sleep(Math.min(LOOK_SECONDS, memory.lateUntil - nowSeconds()) * 1000);
    if (hadTraffic) await shift(homeBesideCanary);
  }
  await shift(home);
  progress.waitFor(`${canary} to be removed`);
  const fate = await restoring.removeVersion(provisioner, canary, memory.made.get(canary));
  progress.note(`${canary} is ${fate}`);
  if (fate === 'removed') memory.held.delete(canary);
  await releaseScaling(weighted);
}

/**
 * Says so when stable is not all there to take its traffic back. The traffic does not wait for the answer: a canary that
 * is to be left is worse than a stable version that is short of tasks.
 */
async function lookAt({ provisioner, progress }: Weighted, stable: string): Promise<void> {
  const runs = await looking.isRunning(provisioner, stable).catch(() => undefined);
  if (runs === undefined) progress.note(`whether ${stable} is all there cannot be seen`);
  if (runs === false)
    progress.note(`${stable} gets its traffic back, but is not all there: look at its tasks`);
}
