import { ApplicationFailure } from '@temporalio/common';
import type { RouterSpec } from '../workflows/rollout/router-spec.ts';
import {
  describeSplit,
  sameSplit,
  sameTraffic,
  type TrafficSplit,
} from '../workflows/rollout/traffic-split.ts';
import type { TrafficRouter } from './routers/router.ts';

export function createTrafficActivities(routerFor: (spec: RouterSpec) => TrafficRouter) {
  return {
    async readTraffic(spec: RouterSpec): Promise<TrafficSplit> {
      return routerFor(spec).read();
    },

    /** Makes the split so, writes only what differs, and answers what was read back. */
    async shiftTraffic(spec: RouterSpec, wanted: TrafficSplit): Promise<TrafficSplit> {
      const router = routerFor(spec);
      const same = router.keepsIdle ? sameTraffic : sameSplit;
      const before = await router.read();
      if (same(before, wanted)) return before;
      await router.write(wanted);
      const after = await router.read();
      if (same(after, wanted)) return after;
      const message = `the router says "${describeSplit(after)}" after "${describeSplit(wanted)}" was written`;
      throw ApplicationFailure.create({ type: 'WeightsNotTaken', message });
    },
  };
}
