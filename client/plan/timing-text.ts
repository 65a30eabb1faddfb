import type { JudgeSpec, RolloutPlan } from '../../workflows/rollout/plan.ts';
import { factsOf } from '../../workflows/rollout/metric-facts.ts';
import { duration } from '../render/duration.ts';

/** What a plan's metrics do to the times of its checks, a sentence each. */
export function timingText({ metrics, judge, steps }: RolloutPlan): string[] {
  const { bucketSeconds, gridSeconds = bucketSeconds, lagSeconds } = factsOf(metrics);
  const longest = Math.max(...steps.map(({ bakeSeconds }) => bakeSeconds));
  const window = windowOf(judge);
  return [
    `metrics come every ${duration(bucketSeconds)} and can be read ${duration(lagSeconds)} later: the first shift waits up to ${duration(gridSeconds)} for a period to begin, and a check until the last whole period of its step can be read`,
    ...(window !== undefined && window < longest
      ? [
          `a check looks back over its whole step, up to ${duration(longest)}: a window of ${duration(window)} would leave holes`,
        ]
      : []),
  ];
}

/** How far back a check looks; evidence adds up from the first traffic on. */
const windowOf = (judge: JudgeSpec): number | undefined =>
  judge.kind === 'evidence' ? undefined : judge.windowSeconds;
