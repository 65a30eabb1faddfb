import { metricMeter } from '@temporalio/workflow';
import type { Outcome, VerdictRecord } from './rollout/status.ts';

/** Counts how rollouts end, for whoever scrapes the worker: `serin_rollouts{outcome}`. A replay counts nothing twice. */
export const countRollout = ({ kind }: Outcome): void =>
  metricMeter
    .createCounter('serin_rollouts', undefined, 'Rollouts that have ended')
    .add(1, { outcome: kind });

/** Counts verdicts and what they led to: `serin_verdicts{judge, kind, led_to}`. */
export const countVerdict = ({ judge, kind, ledTo }: VerdictRecord): void =>
  metricMeter
    .createCounter('serin_verdicts', undefined, 'Checks that have been answered')
    .add(1, { judge, kind, led_to: ledTo });
