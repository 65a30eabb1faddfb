import { ActivityFailure, isCancellation } from '@temporalio/workflow';
import { judging } from '../proxies.ts';
import { isLateWrite } from '../rollout/late-write.ts';
import { allTo, describeSplit, type TrafficSplit } from '../rollout/traffic-split.ts';
import { giveTo } from './give-to.ts';
import { hold, release } from './lock.ts';
import type { Weighted } from './weighted.ts';

/** Takes back what was written late, once nobody else can change the traffic. What cannot be read, or is being changed, is left alone. */
export async function lookAgain(
  weighted: Weighted,
  serving: string | undefined,
): Promise<string | undefined> {
  const { memory } = weighted;
  // The rollout let go of its own, which another one may hold by now.
  memory.locks = [];
  try {
    if ((await writtenLate(weighted, serving)) === undefined) return undefined;
    await hold(weighted);
    const late = await writtenLate(weighted, serving);
    if (late === undefined) return undefined;
    const home = serving === undefined ? [] : allTo(serving);
    await giveTo(
      weighted,
      home,
      serving === undefined ? 'the route to be removed' : `all traffic to be back at ${serving}`,
    );
    const done = serving === undefined ? 'the route is removed' : `all traffic is back at ${serving}`;
    return `AWS carried out a write after the rollout had ended (${describeSplit(late)}): ${done}`;
  } catch (error) {
    if (!(error instanceof ActivityFailure) || isCancellation(error)) throw error;
    return undefined;
  } finally {
    await release(memory);
    memory.locks = [];
  }
}

async function writtenLate(
  { router, memory }: Weighted,
  serving: string | undefined,
): Promise<TrafficSplit | undefined> {
  const live = await judging.readTraffic(router, memory.router);
  return isLateWrite(live, serving, memory.removed) ? live : undefined;
}
