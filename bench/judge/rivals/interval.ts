import type { WatcherAnswer, Watcher } from '../../../client/simulation/closed-loop.ts';
import type { Bucket } from '../../../workflows/rollout/judge/bucket.ts';

const intervalSeconds = 60;

export type Check = 'pass' | 'hold' | 'rollBack';

/** Steps of 10 % at the end of each interval that passes; promoted from 90 % on, as the seed does. */
export function watchIntervals(check: (buckets: readonly Bucket[]) => Check): Watcher {
  const buckets: Bucket[] = [];
  return {
    take(bucket) {
      buckets.push(bucket);
    },
    tick(now, weight): WatcherAnswer {
      if (now % intervalSeconds !== 0) return { kind: 'weight', weight };
      switch (check(buckets)) {
        case 'rollBack':
          return { kind: 'rollBack' };
        case 'hold':
          return { kind: 'weight', weight };
        case 'pass':
          return weight >= 90 ? { kind: 'promote' } : { kind: 'weight', weight: weight + 10 };
      }
    },
  };
}
