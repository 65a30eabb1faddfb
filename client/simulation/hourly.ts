const HOUR = 3600;

/** When the n-th of so many rollouts begins that are spread over so many hours, in seconds. */
export const beginningOf = (hours: number, n: number, rollouts: number): number =>
  (hours * HOUR * (n + 0.5)) / rollouts;

/**
 * What a rate is at a second by its means of each hour, of which there is one at least; after the last comes the first. A mean is
 * taken for the middle of its hour, and between two there is no leap.
 */
export function rateAt(means: readonly number[], seconds: number): number {
  const middles = seconds / HOUR - 0.5;
  const before = Math.floor(middles);
  const share = middles - before;
  const mean = (hour: number) => means.at(hour % means.length) ?? 0;
  return (1 - share) * mean(before) + share * mean(before + 1);
}
