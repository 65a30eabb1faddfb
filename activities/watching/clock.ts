import { setTimeout as delay } from 'node:timers/promises';

/** The time of day, in seconds. */
export interface WatchClock {
  /** Epoch seconds. */
  now(): number;
  /** Fails as soon as a signal is given. */
  sleep(seconds: number, signal?: AbortSignal): Promise<void>;
}

/** This machine's. A sleep keeps no process from ending. */
export const systemClock: WatchClock = {
  now: () => Date.now() / 1000,
  sleep: (seconds, signal) => delay(seconds * 1000, undefined, { ref: false, ...(signal && { signal }) }),
};
