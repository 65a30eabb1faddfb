import type { JudgeSpec, RolloutPlan } from '../../workflows/rollout/plan.ts';
import { factsOf, firstVerdictSeconds } from '../../workflows/rollout/metric-facts.ts';
import type { Step } from '../../workflows/rollout/steps.ts';
import { durationText } from '../render/duration.ts';

/** In how many steps a plan's version gets all traffic. A file alone does not say whether anything serves. */
export const stepsText = ({ length }: readonly Step[]): string =>
  length === 1 ? 'in one step' : `in ${length} steps, or in one where no version serves yet`;

/** What a plan's metrics do to the times of its checks, a sentence each. */
export function timingText({ metrics, judge, steps }: RolloutPlan): string[] {
  const facts = factsOf(metrics);
  const { bucketSeconds, gridSeconds = bucketSeconds, lagSeconds } = facts;
  const first = firstVerdictSeconds(facts);
  const short = steps.filter(({ bakeSeconds }) => bakeSeconds < first).map(({ weight }) => `${weight} %`);
  const longest = Math.max(...steps.map(({ bakeSeconds }) => bakeSeconds));
  const window = windowOf(judge);
  const look =
    window === undefined
      ? 'the judge looks whenever one becomes readable'
      : 'a check is made as soon as the last whole period of its step is readable';
  return [
    `metrics cover periods of ${durationText(bucketSeconds)}, each readable ${durationText(lagSeconds)} after its end: the first shift waits up to ${durationText(gridSeconds)} for a period to begin, and ${look}`,
    `the first verdict is possible ${durationText(first)} after the first shift` +
      (short.length > 0
        ? `: at ${short.join(', ')} the bake is shorter, and lasts until what happened in it can be read`
        : ''),
    ...(window !== undefined && window < longest
      ? [
          `every check looks back over its whole step, up to ${durationText(longest)}, because a window of ${durationText(window)} would leave part of it unchecked`,
        ]
      : []),
  ];
}

/** How far back a check looks; evidence adds up from the first traffic on. */
const windowOf = (judge: JudgeSpec): number | undefined =>
  judge.kind === 'evidence' ? undefined : judge.windowSeconds;
