import { setTimeout as delay } from 'node:timers/promises';

/** Nobody is kept for longer by what is only good to know. */
const PATIENCE_MILLIS = 5000;

/** What is read, or undefined where that fails or takes long. */
export const soon = <T>(read: Promise<T>): Promise<T | undefined> =>
  Promise.race([read.catch(() => undefined), delay(PATIENCE_MILLIS, undefined, { ref: false })]);
