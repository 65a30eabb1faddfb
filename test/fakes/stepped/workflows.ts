import { roll, type Carried } from '../../../workflows/canary-rollout.ts';
import { steppedDriver } from './driver.ts';

export { notification } from '../../../workflows/announce.ts';
export { trafficLock } from '../../../workflows/traffic-lock.ts';

/** The product's own story with another driver. */
export const canaryRollout = (input: unknown, passed?: Carried) => roll(steppedDriver, input, passed);
