import { measure, type Setting, type Start } from '../measure.ts';
import type { Regime, Scenario } from '../scenario.ts';
import { alarm } from './alarm.ts';
import { argo } from './argo.ts';
import { flagger } from './flagger.ts';
import { seed, seedMaximum } from './seed.ts';
import { serin, serinAuto } from './serin.ts';

/** Who watches the same rollouts, under the name that the table gives it. */
export const watchers = {
  serin,
  'serin auto': serinAuto,
  seed: () => seed(0),
  flagger: () => flagger(5),
  'flagger 1': () => flagger(1),
  argo: () => argo(),
  alarm: () => alarm(),
} satisfies Record<string, Start>;

/**
 * The smallest threshold of the seed's rule that rolls back at most 1 % of healthy versions at a scenario's rate and
 * baseline: an oracle that no user has.
 */
export type Threshold = (healthy: Scenario) => number;

/** So many are enough to calibrate a rival; more of them would make another rival of it. */
const CALIBRATION_RUNS = 500;

/** Measures each scenario once. */
export function calibratedThreshold(regime: Regime, seed: number): Threshold {
  const known = new Map<string, number>();
  return (healthy) => {
    const threshold = known.get(healthy.name) ?? calibrate(healthy, { regime, seed, runs: CALIBRATION_RUNS });
    known.set(healthy.name, threshold);
    return threshold;
  };
}

function calibrate(healthy: Scenario, setting: Setting): number {
  const started: ReturnType<typeof seedMaximum>[] = [];
  const start = () => {
    const watcher = seedMaximum();
    started.push(watcher);
    return watcher;
  };
  measure(start, healthy, setting);
  const maxima = started.map((watcher) => watcher.most()).toSorted((a, b) => a - b);
  return maxima[Math.ceil(0.99 * maxima.length) - 1] ?? 0;
}
