import { linearRegression } from 'simple-statistics';

/** By how much memory grows, in KB a minute, by the line that fits the samples best. */
export const slopeKbPerMinute = (
  samples: readonly { readonly seconds: number; readonly bytes: number }[],
): number => (60 * linearRegression(samples.map(({ seconds, bytes }) => [seconds, bytes])).m) / 1000;
