import { completed, type Kept } from './kept.ts';
import { type Measured, measuredIn, playFrom, type Setting, type Start } from './measure.ts';
import { type Threshold, watchers } from './rivals/all.ts';
import { oracle } from './rivals/oracle.ts';
import { seed as seedRule } from './rivals/seed.ts';
import { serin } from './rivals/serin.ts';
import * as scenarios from './scenario.ts';

/** One bad version, watched by everybody. */
export interface BadResult {
  readonly rate: number;
  readonly healthyRate: number;
  readonly badRate: number;
  readonly serin: Measured;
  readonly 'serin auto': Measured;
  readonly seed: Measured;
  readonly calibrated: Measured;
  readonly flagger: Measured;
  readonly argo: Measured;
  readonly alarm: Measured;
  readonly oracle: Measured;
}

export interface Results {
  readonly regime: scenarios.Regime;
  readonly healthy: Record<keyof typeof watchers, readonly Measured[]>;
  readonly disturbed: Record<keyof typeof watchers, readonly Measured[]>;
  readonly bad: readonly BadResult[];
  readonly held: Record<
    'fivePoints' | 'onePoint' | 'allFail' | 'slowTwice' | 'slowSlightly',
    readonly Measured[]
  >;
  readonly broken: readonly Measured[];
  readonly firstDeployment: Record<'healthy' | 'bad', readonly Measured[]>;
}

/** How many rollouts of each scenario to play, from which seed on. */
export interface Size {
  readonly runs: number;
  readonly badRuns: number;
  readonly seed: number;
}

/** A 95th percentile of a few hundred detections still moves by a bucket or two: so many times as many of those. */
const HELD_FACTOR = 3;

/** Plays what is not kept yet. */
export function measureAll(
  regime: scenarios.Regime,
  { runs, badRuns, seed }: Size,
  kept: Kept,
  threshold: Threshold,
): Results {
  const many = { regime, runs, seed };
  const few = { regime, runs: badRuns, seed };
  const held = { regime, runs: HELD_FACTOR * runs, held: true, seed };
  const measured = (by: string, start: Start, scenario: scenarios.Scenario, setting: Setting): Measured => {
    const what = [regime.name, by, setting.held ? 'held' : '', scenario.name].join(' ');
    const played = completed(kept, what, setting.runs, (first) => playFrom(first, start, scenario, setting));
    return measuredIn(scenario, played);
  };
  const everybody = (list: readonly scenarios.Scenario[]) =>
    Object.fromEntries(
      Object.entries(watchers).map(([name, start]) => [
        name,
        list.map((scenario) => measured(name, start, scenario, many)),
      ]),
    ) as Record<keyof typeof watchers, Measured[]>;
  const serinIn = (setting: Setting, ...list: scenarios.Scenario[]) =>
    list.map((scenario) => measured('serin', serin, scenario, setting));

  return {
    regime,
    healthy: everybody(scenarios.healthyErrors),
    disturbed: everybody([
      ...scenarios.healthyNoise,
      ...scenarios.healthyOutage,
      ...scenarios.healthyLatency,
    ]),
    bad: scenarios.badErrors.map(({ scenario, healthy, ...rates }) => {
      const by = (name: string, start: Start) => measured(name, start, scenario, few);
      const most = threshold(healthy);
      return {
        ...rates,
        serin: by('serin', serin),
        'serin auto': by('serin auto', watchers['serin auto']),
        seed: by('seed', watchers.seed),
        calibrated: by(`seed above ${most}`, () => seedRule(most)),
        flagger: by('flagger', watchers.flagger),
        argo: by('argo', watchers.argo),
        alarm: by('alarm', watchers.alarm),
        oracle: by('oracle', () => oracle(rates.healthyRate, rates.badRate)),
      };
    }),
    held: {
      fivePoints: serinIn(held, ...[0, 0.0001, 0.001].map((p) => scenarios.errors(10, p, p + 0.05))),
      onePoint: serinIn(held, scenarios.errors(100, 0.001, 0.011)),
      allFail: serinIn(held, ...[10, 100, 1000].map((rate) => scenarios.errors(rate, 0.001, 1))),
      slowTwice: serinIn(held, scenarios.latency(10, 2)),
      slowSlightly: serinIn(held, scenarios.allCounts(scenarios.latency(100, 1.2))),
    },
    broken: serinIn(few, scenarios.mute(10), scenarios.starved(10), scenarios.gap(10, 1)),
    firstDeployment: {
      healthy: serinIn(many, ...[0.2, 1, 10, 100].map((rate) => scenarios.firstDeployment(rate, 0.005))),
      bad: serinIn(few, ...[1, 10, 100].map((rate) => scenarios.firstDeployment(rate, 0.1))),
    },
  };
}
