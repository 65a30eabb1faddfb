import { condition } from '@temporalio/workflow';
import { withMoment } from '../moment.ts';
import { nowSeconds } from '../progress.ts';
import { looking } from '../proxies.ts';
import { allTo, beside } from '../rollout/traffic-split.ts';
import { clearAway } from './clear-away.ts';
import { drain } from './drain.ts';
import { giveTo } from './give-to.ts';
import { releaseScaling } from './scaling.ts';
import type { Weighted } from './weighted.ts';

/** How soon traffic is given back once more that a late write has moved. */
const LOOK_SECONDS = 5;

/**
 * The first half of the one way back: traffic, which never gives up, and then the canary's last requests. The canary stays in the split
 * at weight 0 until they have ended, and nothing is over before all that was asked for without an answer has had its time. Answers
 * whether there is something left that splits the traffic.
 */
export async function giveBack(weighted: Weighted): Promise<boolean> {
  const { plan, progress, memory } = weighted;
  const { stable } = memory;
  const canary = plan.version.id;
  const hadTraffic = progress.wasEverWanted(canary);
  if (memory.home?.isGiven) progress.warn(`${stable} may run ${canary}: give it ${memory.home.definition}`);
  const give = () =>
    giveTo(
      weighted,
      stable === undefined ? [] : beside(allTo(stable), [canary, ...memory.left]),
      stable === undefined ? 'the route to be removed' : `all traffic to be back at ${stable}`,
    );

  let isRouted = true;
  if (hadTraffic) {
    [isRouted] = await Promise.all([give(), stable !== undefined && lookAt(weighted, stable)]);
    await drain(weighted, [canary]);
  }
  const { lateUntil } = memory;
  if (lateUntil === undefined) return isRouted;
  return withMoment(lateUntil, async (isOver) => {
    while (!isOver()) {
      progress.waitFor('late effects of requests that AWS never answered', lateUntil);
      await condition(isOver, LOOK_SECONDS * 1000);
      if (hadTraffic && isRouted) isRouted = await give();
    }
    return isRouted;
  });
}

/** The second half: the canary is removed, and stable may shrink again. What is left of that has an end, and a warning. */
export async function removeCanary(weighted: Weighted, isRouted: boolean): Promise<void> {
  const { plan, progress, memory } = weighted;
  const { stable } = memory;
  const serving = isRouted && stable !== undefined ? allTo(stable) : [];
  const until = nowSeconds() + plan.limits.cleanUpSeconds;
  await clearAway(weighted, serving, [plan.version.id, ...memory.left], until, progress.warn, 'ends');
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
