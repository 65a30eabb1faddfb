import type { Bucket } from '../../../workflows/rollout/judge/bucket.ts';
import type { Verdict } from '../../../workflows/rollout/judge/verdict.ts';
import { decide } from '../../../workflows/rollout/decide.ts';
import type { RolloutPlan } from '../../../workflows/rollout/plan.ts';
import type { Answer, Watcher } from './closed-loop.ts';

/** Answers a check at `now` from all buckets that can be read. */
export type BakeJudge = (buckets: readonly Bucket[], now: number) => Verdict;

/** A judge that is asked at the end of each bake, with the rollout's own rule for what follows. */
export function bakeWatcher(plan: RolloutPlan, judge: BakeJudge): Watcher {
  const buckets: Bucket[] = [];
  let place = 0;
  let extendedSeconds = 0;
  let checkAt = plan.steps[0]?.bakeSeconds ?? 0;

  return {
    take(bucket) {
      buckets.push(bucket);
    },
    tick(now, weight): Answer {
      const step = plan.steps[place];
      if (!step) return { kind: 'promote' };
      if (now < checkAt) return { kind: 'weight', weight };
      const progress = {
        step,
        firstDeployment: false,
        paused: false,
        approved: true,
        extendedSeconds,
        heldSince: undefined,
        now,
      };
      const action = decide(plan, progress, judge(buckets, now));
      const { reason } = action;
      switch (action.kind) {
        case 'rollBack':
          return { kind: 'rollBack', reason };
        case 'hold':
        case 'gate':
          return { kind: 'pause', reason };
        case 'extend':
          extendedSeconds += action.seconds;
          checkAt = now + action.seconds;
          return { kind: 'weight', weight, reason };
        case 'advance': {
          place += 1;
          const next = plan.steps[place];
          if (!next) return { kind: 'promote', reason };
          extendedSeconds = 0;
          checkAt = now + next.bakeSeconds;
          return { kind: 'weight', weight: next.weight, reason };
        }
      }
    },
  };
}
