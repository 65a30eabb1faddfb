import { setTimeout as delay } from 'node:timers/promises';

/** A page does not wait longer for AWS or for histories: the next look has what comes later. */
const LATE_MILLIS = 1000;

/** What is known soon, or else undefined. */
export const knownSoon = <T>(known: Promise<T> | undefined): Promise<T | undefined> =>
  Promise.race([known, delay(LATE_MILLIS, undefined, { ref: false })]);
