import { type Goal, goalsOf, harmRatio } from './goals.ts';
import type { Kept } from './kept.ts';
import { type Interval, mean, type Measured, shareInterval } from './measure.ts';
import { measureAll, type Results, type Size } from './results.ts';
import type { Threshold } from './rivals/all.ts';
import type { Regime } from './scenario.ts';

/** One regime's tables, ready to be printed, and the goals behind them. */
export interface Report {
  readonly text: string;
  readonly goals: readonly Goal[];
}

export function reportOf(regime: Regime, size: Size, kept: Kept, threshold: Threshold): Report {
  const results = measureAll(regime, size, kept, threshold);
  const goals = goalsOf(results);
  const title = `${regime.name}: buckets of ${regime.bucketSeconds} s, ${regime.lagSeconds} s late; ${size.runs} rollouts of each healthy version, ${size.badRuns} of each bad one`;
  return { text: [title, '', ...rivalLines(results), '', ...goals.map(goalLine)].join('\n'), goals };
}

/** A share is not missed as long as chance may explain it. */
export const isReached = ({ measured, interval, atMost }: Goal): boolean =>
  (interval?.lower ?? measured) <= atMost;

/** `open`: neither reached nor missed for sure. */
export function goalLine(goal: Goal): string {
  const { name, measured, interval, atMost, unit } = goal;
  const isSure = (interval?.upper ?? measured) <= atMost;
  const word = isSure ? 'ok' : isReached(goal) ? 'open' : 'MISSED';
  const between = interval ? ` ${show(interval)}` : '';
  return `${word.padEnd(6)}  ${name.padEnd(56)} ${measured.toFixed(2).padStart(8)} of ${atMost} ${unit}${between}`;
}

const show = ({ lower, upper }: Interval): string => `[${lower.toFixed(2)}, ${upper.toFixed(2)}]`;

/** False rollbacks, missed bad versions and harm, side by side. */
function rivalLines({ healthy, disturbed, bad }: Results): string[] {
  const row = (name: string, ...cells: string[]) =>
    name.padEnd(12) + cells.map((cell) => cell.padStart(28)).join('');
  const shares = (list: readonly Measured[]) => {
    const all = list.map(({ rolledBack }) => rolledBack);
    const runs = list.reduce((sum, measured) => sum + measured.runs, 0);
    return `${(100 * mean(all)).toFixed(2)} ${show(shareInterval(mean(all), runs))} / ${(100 * Math.max(...all)).toFixed(1)} %`;
  };
  const rows = (['serin', 'serin auto', 'seed', 'flagger', 'argo', 'alarm'] as const).map((name) => {
    const missed = mean(bad.map((result) => 100 * (1 - result[name].rolledBack)));
    const ratio = name === 'serin' ? '' : `${harmRatio(bad, name).toFixed(2)} ×`;
    return row(name, shares(healthy[name]), shares(disturbed[name]), `${missed.toFixed(1)} %`, ratio);
  });
  return [
    row('', 'false rollback', '… in noise and outages', 'bad version missed', "Serin's harm to its"),
    ...rows,
    '(mean with its 95 % interval / worst scenario; harm is failed requests, geometric mean)',
  ];
}
