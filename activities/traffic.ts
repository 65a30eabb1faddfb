import { ApplicationFailure } from '@temporalio/common';
import type { RouterMemory } from '../workflows/rollout/router-memory.ts';
import type { RouterSpec } from '../workflows/rollout/router-spec.ts';
import {
  describeSplit,
  sameSplit,
  sameTraffic,
  type TrafficSplit,
} from '../workflows/rollout/traffic-split.ts';
import type { TrafficRouter } from './routers/router.ts';

type RouterFor = (spec: RouterSpec, memory: RouterMemory | undefined) => TrafficRouter;

/** Each is given what the rollout remembers of the router, where it does. */
export function createTrafficActivities(routerFor: RouterFor) {
  return {
    /** What a rollout has to remember of its router, while it still serves as before. */
    async rememberRouter(spec: RouterSpec): Promise<RouterMemory> {
      return (await routerFor(spec, undefined).remember?.()) ?? {};
    },

    async readTraffic(spec: RouterSpec, memory?: RouterMemory): Promise<TrafficSplit> {
      return routerFor(spec, memory).read();
    },

    /** Makes the split so, writes only what differs, and answers what was read back. */
    async shiftTraffic(spec: RouterSpec, wanted: TrafficSplit, memory?: RouterMemory): Promise<TrafficSplit> {
      const router = routerFor(spec, memory);
      const same = router.keepsIdle ? sameTraffic : sameSplit;
      const before = await router.read();
      if (same(before, wanted)) return before;
      await router.write(wanted);
      const after = await router.read();
      // Callers see no share of weight 0, so one that cannot be read back is not missed.
      if (sameTraffic(after, wanted)) return after;
      const message = `the router says "${describeSplit(after)}" after "${describeSplit(wanted)}" was written`;
      throw ApplicationFailure.create({ type: 'WeightsNotTaken', message });
    },
  };
}
