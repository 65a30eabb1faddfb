import './short-stacks.ts';
import { roll, type Carried } from './canary-rollout.ts';
import type { ChooseDriver } from './driver.ts';
import { ecsNativeDriver } from './ecs-native/driver.ts';
import { lookAfterEnd, type Ended } from './late-look.ts';
import { reconcile } from './reconcile.ts';
import { weightedDriver } from './weighted/driver.ts';

export { notification } from './announce.ts';
export { queuedRollout } from './queued-rollout.ts';
export { trafficLock } from './traffic-lock.ts';

/** The one place where a driver is chosen: the story knows none of them. */
const choose: ChooseDriver = (plan, progress, memory) => {
  switch (plan.driver.kind) {
    case 'weighted':
      return weightedDriver(plan, plan.driver, progress, memory);
    case 'ecsNative':
      return ecsNativeDriver(plan, plan.driver, progress, memory);
  }
};

/** A rollout of a deployment file's content. See `roll`. */
export const canaryRollout = (input: unknown, passed?: Carried) => roll(choose, input, passed);

/** Looks at the traffic again after a rollout. See `lookAfterEnd`. */
export const lateLook = (ended: Ended) => lookAfterEnd(choose, ended);

/** Mends what a dead rollout left of a deployment file's service. See `reconcile`. */
export const reconcileService = (input: unknown) => reconcile(choose, input);
