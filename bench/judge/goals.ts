import { type Interval, mean, type Measured, shareInterval } from './measure.ts';
import type { BadResult, Results } from './results.ts';

/** A number that was measured, and what it may be at most. */
export interface Goal {
  readonly name: string;
  readonly measured: number;
  readonly atMost: number;
  readonly unit: '%' | 's' | 'requests' | '×' | 'ms';
  /** Between which the truth lies, of a share. */
  readonly interval?: Interval;
}

/** The goals of the judge, in one regime; a limit that buckets of seconds have is left out for those of a minute. */
export function goalsOf(results: Results): Goal[] {
  const inFast = results.regime.name !== 'cw';
  return [
    ...falseRollbacks(results),
    ...detection(results, inFast),
    ...harm(results),
    ...(inFast ? [...pace(results), speedAgainstOracle(results)] : []),
  ];
}

function falseRollbacks({ healthy, disturbed, firstDeployment, broken }: Results): Goal[] {
  return [
    worstShare('false rollbacks, worst scenario', healthy.serin, 0.5),
    worstShare('false rollbacks with steps: auto, worst scenario', healthy['serin auto'], 0.5),
    { name: 'false rollbacks, mean', ...shareOf(healthy.serin), atMost: 0.2, unit: '%' },
    worstShare('false rollbacks in noise, outages, latency, worst', disturbed.serin, 2),
    worstShare('false rollbacks of first deployments, worst', firstDeployment.healthy, 1),
    worstShare('bad first deployments promoted', firstDeployment.bad, 0, notRolledBack),
    worstShare('mute, starved or failing after a gap, promoted', broken, 0, notRolledBack),
  ];
}

const rolledBack = (measured: Measured): number => measured.rolledBack;
const notRolledBack = (measured: Measured): number => 1 - measured.rolledBack;

/** In percent, with its interval: a share of the rollouts of one scenario or of several. */
function shareOf(list: readonly Measured[], share = rolledBack): Pick<Goal, 'measured' | 'interval'> {
  const runs = list.reduce((sum, measured) => sum + measured.runs, 0);
  const events = list.reduce((sum, measured) => sum + measured.runs * share(measured), 0);
  return { measured: (100 * events) / runs, interval: shareInterval(events / runs, runs) };
}

function worstShare(name: string, list: readonly Measured[], atMost: number, share = rolledBack): Goal {
  const [worst] = list.toSorted((a, b) => share(b) - share(a));
  return { name, ...shareOf(worst ? [worst] : [], share), atMost, unit: '%' };
}

function detection({ held }: Results, inFast: boolean): Goal[] {
  const worst = (list: readonly Measured[], quantile: 'median' | 'p95') =>
    Math.max(...list.map(({ detection }) => detection[quantile]));
  const goal = (name: string, measured: number, fast: number, cw: number): Goal => ({
    name: `${name}, held at 10 %`,
    measured,
    atMost: inFast ? fast : cw,
    unit: 's',
  });
  return [
    goal('10/s, +5 points, median', worst(held.fivePoints, 'median'), 90, 180),
    goal('10/s, +5 points, p95', worst(held.fivePoints, 'p95'), 180, 240),
    goal('all requests fail, p95', worst(held.allFail, 'p95'), 30, 120),
    goal('100/s, +1 point, median', worst(held.onePoint, 'median'), 90, 180),
    goal('100/s, +1 point, p95', worst(held.onePoint, 'p95'), 180, 300),
    goal('10/s, latency ×2, p95', worst(held.slowTwice, 'p95'), 120, 240),
    goal(
      '100/s, latency ×1.2, no warm-up, nothing tolerated, p95',
      worst(held.slowSlightly, 'p95'),
      120,
      240,
    ),
  ];
}

function harm({ bad, regime }: Results): Goal[] {
  const few = bad.filter(
    ({ rate, healthyRate, badRate }) =>
      rate <= 10 && healthyRate <= 0.001 && isFivePoints(healthyRate, badRate),
  );
  const noticeable = bad.filter(
    ({ healthyRate, badRate }) => badRate - healthyRate >= Math.max(0.01, healthyRate / 2) - 1e-9,
  );
  return [
    ...(regime.name !== 'cw'
      ? [
          {
            name: 'failed requests, +5 points, ≤ 10/s, mean',
            measured: mean(few.map(({ serin }) => serin.harm)),
            atMost: 8,
            unit: 'requests',
          } as const,
          {
            name: 'failed requests with steps: auto against Flagger',
            measured: harmRatio(bad, 'flagger', 'serin auto'),
            atMost: 0.14,
            unit: '×',
          } as const,
          {
            name: 'failed requests with steps: auto against the calibrated seed',
            measured: harmRatio(bad, 'calibrated', 'serin auto'),
            atMost: 0.3,
            unit: '×',
          } as const,
        ]
      : []),
    { name: 'failed requests against Flagger', measured: harmRatio(bad, 'flagger'), atMost: 0.3, unit: '×' },
    {
      name: 'failed requests against the calibrated seed',
      measured: harmRatio(bad, 'calibrated'),
      atMost: 0.6,
      unit: '×',
    },
    worstShare(
      'promoted silently although worse by the margin, worst',
      noticeable.map(({ serin }) => serin),
      7,
      ({ silent }) => silent,
    ),
  ];
}

const isFivePoints = (healthyRate: number, badRate: number) => Math.abs(badRate - healthyRate - 0.05) < 1e-9;

/** Failed requests under one's own watch as a share of those under a rival's: the geometric mean over all bad scenarios. */
export const harmRatio = (
  bad: readonly BadResult[],
  rival: 'flagger' | 'calibrated' | 'seed' | 'argo' | 'alarm' | 'serin auto',
  own: 'serin' | 'serin auto' = 'serin',
): number => Math.exp(mean(bad.map((result) => Math.log(result[own].harm / result[rival].harm))));

function speedAgainstOracle({ bad }: Results): Goal {
  const ratios = bad
    .map(({ serin, oracle }) => serin.detection.median / oracle.detection.median)
    .filter(Number.isFinite)
    .toSorted((a, b) => a - b);
  const measured = ratios[Math.floor(ratios.length / 2)] ?? NaN;
  return { name: 'median detection against an oracle, median', measured, atMost: 1.7, unit: '×' };
}

function pace({ healthy }: Results): Goal[] {
  const durationOf = (chosen: readonly Measured[]) =>
    Math.max(...chosen.map(({ duration }) => duration.median));
  const named = (...names: string[]) => healthy.serin.filter(({ scenario }) => names.includes(scenario.name));
  const frequent = [10, 100, 1000].flatMap((rate) =>
    ['0 %', '0.01 %', '0.1 %', '1 %'].map((p) => `${rate}/s ${p}`),
  );
  return [
    {
      name: 'healthy to done, ≥ 10/s, ≤ 1 %',
      measured: durationOf(named(...frequent)),
      atMost: 900,
      unit: 's',
    },
    { name: 'healthy to done, 1/s 0.1 %', measured: durationOf(named('1/s 0.1 %')), atMost: 1800, unit: 's' },
    // Where a proof is within reach, as at 0.1 %, a rollout waits for it up to five times as long instead.
    {
      name: 'healthy to done or inconclusive, 0.2/s 1 %',
      measured: durationOf(named('0.2/s 1 %')),
      atMost: 2700,
      unit: 's',
    },
  ];
}
