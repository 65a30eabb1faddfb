import { type Check, watchIntervals } from './interval.ts';
import { lastWindow } from './window.ts';

/** The rule of the architecture's first version: 5xx of the last ten minutes above a threshold. */
export const seed = (threshold: number) =>
  watchIntervals((buckets): Check => (lastWindow(buckets, 600).errors > threshold ? 'rollBack' : 'pass'));

/** Notes the most errors that it ever saw in a window; never rolls back. */
export function seedMaximum() {
  let most = 0;
  const watcher = watchIntervals((buckets): Check => {
    most = Math.max(most, lastWindow(buckets, 600).errors);
    return 'pass';
  });
  return { ...watcher, most: () => most };
}
