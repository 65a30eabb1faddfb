import { metricMeter } from '@temporalio/workflow';
import type { Outcome, Phase, VerdictRecord } from './rollout/status.ts';

/** Counts how rollouts end, for whoever scrapes the worker: `serin_rollouts{outcome}`, and `serin_warnings{outcome}` for what they leave. A replay counts nothing twice. */
export function countRollout({ kind }: Outcome, warnings: number): void {
  metricMeter
    .createCounter('serin_rollouts', undefined, 'Rollouts that have ended')
    .add(1, { outcome: kind });
  if (warnings > 0)
    metricMeter
      .createCounter('serin_warnings', undefined, 'What rollouts have left to be cleaned up')
      .add(warnings, { outcome: kind });
}

/** Counts rollouts that begin to go back: `serin_rolling_back{outcome}`, by what they will end as. */
export const countRollingBack = ({ kind }: Outcome): void =>
  metricMeter
    .createCounter('serin_rolling_back', undefined, 'Rollouts that have begun to go back')
    .add(1, { outcome: kind });

/** Counts how often people are told that a phase takes longer than its time: `serin_stuck{phase}`. */
export const countStuck = (phase: Phase): void =>
  metricMeter.createCounter('serin_stuck', undefined, 'Phases longer than their time').add(1, { phase });

/** Counts verdicts and what they led to: `serin_verdicts{judge, kind, led_to}`. */
export const countVerdict = ({ judge, kind, ledTo }: VerdictRecord): void =>
  metricMeter
    .createCounter('serin_verdicts', undefined, 'Checks that have been answered')
    .add(1, { judge, kind, led_to: ledTo });
