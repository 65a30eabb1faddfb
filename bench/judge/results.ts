import { measure, type Measured, type Setting, type Start } from './measure.ts';
import { calibratedThreshold, watchers } from './rivals/all.ts';
import { oracle } from './rivals/oracle.ts';
import { seed } from './rivals/seed.ts';
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
  readonly late: Measured;
  readonly firstDeployment: Record<'healthy' | 'bad', readonly Measured[]>;
}

/** A 95th percentile of a few hundred detections still moves by a bucket or two. */
const HELD_RUNS = 1500;

export function measureAll(regime: scenarios.Regime, healthyRuns: number, badRuns: number): Results {
  const many = { regime, runs: healthyRuns };
  const few = { regime, runs: badRuns };
  const held = { regime, runs: Math.max(HELD_RUNS, healthyRuns), held: true };
  const everybody = (list: readonly scenarios.Scenario[]) =>
    Object.fromEntries(
      Object.entries(watchers).map(([name, start]) => [
        name,
        list.map((scenario) => measure(start, scenario, many)),
      ]),
    ) as Record<keyof typeof watchers, Measured[]>;
  const serinIn = (setting: Setting, ...list: scenarios.Scenario[]) =>
    list.map((scenario) => measure(serin, scenario, setting));

  const threshold = calibratedThreshold(many);

  return {
    regime,
    healthy: everybody(scenarios.healthyErrors),
    disturbed: everybody([
      ...scenarios.healthyNoise,
      ...scenarios.healthyOutage,
      ...scenarios.healthyLatency,
    ]),
    bad: scenarios.badErrors.map(({ scenario, healthy, ...rates }) => {
      const by = (start: Start) => measure(start, scenario, few);
      return {
        ...rates,
        serin: by(serin),
        'serin auto': by(watchers['serin auto']),
        seed: by(watchers.seed),
        calibrated: by(() => seed(threshold(healthy))),
        flagger: by(watchers.flagger),
        argo: by(watchers.argo),
        alarm: by(watchers.alarm),
        oracle: by(() => oracle(rates.healthyRate, rates.badRate)),
      };
    }),
    held: {
      fivePoints: serinIn(held, ...[0, 0.0001, 0.001].map((p) => scenarios.errors(10, p, p + 0.05))),
      onePoint: serinIn(held, scenarios.errors(100, 0.001, 0.011)),
      allFail: serinIn(held, ...[10, 100, 1000].map((rate) => scenarios.errors(rate, 0.001, 1))),
      slowTwice: serinIn(held, scenarios.latency(10, 2)),
      slowSlightly: serinIn(held, scenarios.latency(100, 1.2)),
    },
    broken: serinIn(few, scenarios.mute(10), scenarios.starved(10), scenarios.gap(10, 1)),
    late: measure(serin, scenarios.lateOnset(10), few),
    firstDeployment: {
      healthy: serinIn(many, ...[0.2, 1, 10, 100].map((rate) => scenarios.firstDeployment(rate, 0.005))),
      bad: serinIn(few, ...[1, 10, 100].map((rate) => scenarios.firstDeployment(rate, 0.1))),
    },
  };
}
