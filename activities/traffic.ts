import { ApplicationFailure } from '@temporalio/common';
import type { RouterMemory } from '../workflows/rollout/router-memory.ts';
import type { RouterSpec } from '../workflows/rollout/router-spec.ts';
import {
  describeSplit,
  namedBesides,
  sameSplit,
  sameTraffic,
  type TrafficSplit,
} from '../workflows/rollout/traffic-split.ts';
import { again } from './again.ts';
import { lookOnce, routerGone, type RouterLook, type TrafficRouter } from './routers/router.ts';

type RouterFor = (spec: RouterSpec, memory: RouterMemory | undefined) => TrafficRouter;

/** Each is given what the rollout remembers of the router, where it does. */
export function createTrafficActivities(routerFor: RouterFor) {
  return {
    /** What a rollout has to remember of its router, while it still serves as before, and once more when the canary runs. */
    async rememberRouter(spec: RouterSpec, memory?: RouterMemory): Promise<RouterMemory> {
      return (await routerFor(spec, memory).remember?.()) ?? {};
    },

    /** Fails as `RouterGone` where what the plan names is gone, even if other rules still send requests to the versions. */
    async readTraffic(spec: RouterSpec, memory?: RouterMemory): Promise<TrafficSplit> {
      const { split, missing } = await lookOnce(routerFor(spec, memory));
      if (missing !== undefined) throw routerGone(missing);
      return split;
    },

    /** Makes the split so, writes only what differs, and answers what was read back. */
    async shiftTraffic(spec: RouterSpec, wanted: TrafficSplit, memory?: RouterMemory): Promise<TrafficSplit> {
      const router = routerFor(spec, memory);
      return shiftFrom(router, await again(() => lookOnce(router)), wanted);
    },
  };
}

/** Makes the split so, from what the router was seen to do before, and answers what was read back. */
export async function shiftFrom(
  router: TrafficRouter,
  before: RouterLook,
  wanted: TrafficSplit,
): Promise<TrafficSplit> {
  const same = router.keepsIdle ? sameTraffic : sameSplit;
  if (same(before.split, wanted)) return before.split;
  const failure: unknown = await again(() => before.write(wanted)).then(
    () => undefined,
    (error: unknown) => error,
  );
  const after = await again(() => router.read());
  const stays = router.keepsIdle !== true && namedBesides(after, wanted).length > 0;
  // Who could not be taken out, though without traffic, would be somebody that an earlier rollout left.
  if (failure !== undefined && stays) throw failure as Error;
  // Callers see no share of weight 0: one that cannot be written, or not be read back, is not missed.
  if (sameTraffic(after, wanted)) return after;
  if (failure !== undefined) throw failure as Error;
  const message = `the router says "${describeSplit(after)}" after "${describeSplit(wanted)}" was written`;
  throw ApplicationFailure.create({ type: 'WeightsNotTaken', message });
}
