import { type Goal, goalsOf, harmRatio } from './goals.ts';
import { mean } from './measure.ts';
import { measureAll, type Results } from './results.ts';
import type { Regime } from './scenario.ts';

/** One regime's tables, ready to be printed, and the goals behind them. */
export interface Report {
  readonly text: string;
  readonly goals: readonly Goal[];
}

export function reportOf(regime: Regime, runs: number, badRuns: number): Report {
  const results = measureAll(regime, runs, badRuns);
  const goals = goalsOf(results);
  const title = `${regime.name}: buckets of ${regime.bucketSeconds} s, ${regime.lagSeconds} s late`;
  return { text: [title, '', ...rivalLines(results), '', ...goals.map(goalLine)].join('\n'), goals };
}

export const isReached = ({ measured, atMost }: Goal): boolean => measured <= atMost;

export const goalLine = (goal: Goal): string =>
  `${isReached(goal) ? 'ok    ' : 'MISSED'}  ${goal.name.padEnd(56)} ${goal.measured.toFixed(2).padStart(8)} of ${goal.atMost} ${goal.unit}`;

/** False rollbacks, missed bad versions and harm, side by side. */
function rivalLines({ healthy, disturbed, bad }: Results): string[] {
  const row = (name: string, ...cells: string[]) =>
    name.padEnd(12) + cells.map((cell) => cell.padStart(24)).join('');
  const shares = (list: readonly { rolledBack: number }[]) => {
    const all = list.map(({ rolledBack }) => 100 * rolledBack);
    return `${mean(all).toFixed(2)} / ${Math.max(...all).toFixed(1)} %`;
  };
  const rows = (['serin', 'serin auto', 'seed', 'flagger', 'argo', 'alarm'] as const).map((name) => {
    const missed = mean(bad.map((result) => 100 * (1 - result[name].rolledBack)));
    const ratio = name === 'serin' ? '' : `${harmRatio(bad, name).toFixed(2)} ×`;
    return row(name, shares(healthy[name]), shares(disturbed[name]), `${missed.toFixed(1)} %`, ratio);
  });
  return [
    row('', 'false rollback', '… in noise and outages', 'bad version missed', "Serin's harm to its"),
    ...rows,
    '(mean / worst scenario; harm is failed requests, geometric mean)',
  ];
}
