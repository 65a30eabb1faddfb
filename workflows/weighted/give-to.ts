import { sleep } from '@temporalio/workflow';
import { whatIsGone } from '../outcome.ts';
import { restoring } from '../proxies.ts';
import { SECOND_LOOK_SECONDS } from '../serving.ts';
import type { TrafficSplit } from '../rollout/traffic-split.ts';
import type { Weighted } from './weighted.ts';

/**
 * Makes the traffic so, and never gives up while there is something that splits it. Answers false where there is nothing any more,
 * which two looks have to say: then nobody gets traffic by it, and people are warned.
 */
export async function giveTo(
  { router, progress, memory }: Weighted,
  split: TrafficSplit,
  waitsFor: string,
): Promise<boolean> {
  progress.want(split);
  for (let looks = 1; ; looks += 1) {
    progress.waitFor(waitsFor);
    try {
      progress.readBack(await restoring.shiftTraffic(router, split, memory.router));
      return true;
    } catch (error) {
      const gone = whatIsGone(error);
      if (gone === undefined) throw error;
      if (looks > 1) {
        progress.readBack([]);
        progress.warn(`no version gets traffic: ${gone}`);
        return false;
      }
      await sleep(SECOND_LOOK_SECONDS * 1000);
    }
  }
}
