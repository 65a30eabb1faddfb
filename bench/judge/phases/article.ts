import type { WatcherAnswer, Watcher } from '../../../client/simulation/closed-loop.ts';
import type { Bucket } from '../../../workflows/rollout/judge/bucket.ts';
import type { ErrorCountSpec } from '../../../workflows/rollout/plan.ts';
import type { Step } from '../../../workflows/rollout/steps.ts';
import { lastWindow } from '../rivals/window.ts';

/**
 * The article's state machine: it shifts as soon as the canary is ready, checks after each wait by what can be read then, and
 * is done as soon as the canary has all traffic.
 *
 * @param since when the canary gets its first traffic, in epoch seconds
 */
export function article(steps: readonly Step[], rule: ErrorCountSpec, since: number): Watcher {
  const buckets: Bucket[] = [];
  const left = [...steps];
  let due = since + (left[0]?.bakeSeconds ?? 0);
  return {
    take(bucket) {
      buckets.push(bucket);
    },
    tick(now, weight): WatcherAnswer {
      if (now < due) return { kind: 'weight', weight };
      if (lastWindow(buckets, rule.windowSeconds).errors > rule.threshold) return { kind: 'rollBack' };
      left.shift();
      const [next] = left;
      if (next === undefined || next.weight === 100) return { kind: 'promote' };
      due = now + next.bakeSeconds;
      return { kind: 'weight', weight: next.weight };
    },
    dueAt: () => due,
  };
}
