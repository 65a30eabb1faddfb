import { play, type Watcher } from '../../client/simulation/closed-loop.ts';
import { quantile } from '../../client/simulation/quantile.ts';
import { seeded } from '../../client/simulation/random.ts';
import { drawHistory } from '../../client/simulation/traffic.ts';
import { wilsonInterval } from '../../workflows/rollout/judge/score-interval.ts';
import type { History } from '../../workflows/rollout/judge/baseline.ts';
import type { Played } from './kept.ts';
import type { Regime, Scenario } from './scenario.ts';

/** What many runs of one watcher in one scenario came to. Times are seconds. */
export interface Measured {
  readonly scenario: Scenario;
  readonly runs: number;
  readonly rolledBack: number;
  /** Share of runs that went through without a word of doubt. */
  readonly silent: number;
  readonly detection: Quantiles;
  readonly duration: Quantiles;
  /** Mean requests that the canary harmed; a bad one that got through harms until two hours after the start. */
  readonly harm: number;
}
interface Quantiles {
  readonly median: number;
  readonly p95: number;
}

type Watching = Watcher & { wasInconclusive?(): boolean; readonly firstWeight?: number };
/** Begins to watch a rollout; what was before it is drawn for whoever asks. */
export type Start = (scenario: Scenario, regime: Regime, history: () => History) => Watching;

export interface Setting {
  readonly regime: Regime;
  readonly runs: number;
  readonly held?: boolean;
  /** When the canary gets its first traffic; 0, when a bucket begins, unless given. */
  readonly since?: number;
  /** The first run's; 1 unless given. What is reported must not have been searched with. */
  readonly seed?: number;
}

const longestSeconds = 7200;

/** Plays a scenario many times, and sums up. */
export const measure = (start: Start, scenario: Scenario, setting: Setting): Measured =>
  measuredIn(scenario, playFrom(0, start, scenario, setting));

/** Plays the runs from one on: run i has the same seed, and so the same history, for every watcher. */
export function playFrom(
  first: number,
  start: Start,
  scenario: Scenario,
  { regime, runs, held = false, since = 0, seed = 1 }: Setting,
): Played[] {
  const { bucketSeconds, lagSeconds } = regime;
  return Array.from({ length: Math.max(0, runs - first) }, (_, i) => {
    const run = seed + first + i;
    // A stream of its own, so that the rollout meets the same requests whether or not its history was drawn.
    const history = () => drawHistory(seeded(~run), scenario.before, bucketSeconds);
    const watcher = start(scenario, regime, history);
    const { end, seconds, canaryRequests } = play(
      seeded(run),
      {
        traffic: scenario.traffic,
        bucketSeconds,
        lagSeconds,
        firstWeight: watcher.firstWeight ?? (scenario.firstDeployment ? 100 : 10),
        held,
        since,
        longestSeconds,
      },
      watcher,
    );
    return { end, seconds, canaryRequests, flagged: watcher.wasInconclusive?.() ?? false };
  });
}

/** What rollouts of one scenario came to. */
export function measuredIn(scenario: Scenario, courses: readonly Played[]): Measured {
  const runs = courses.length;
  const rolledBack = courses.filter(({ end }) => end === 'rollBack');
  const silent = courses.filter(({ end, flagged }) => end !== 'rollBack' && !flagged);
  return {
    scenario,
    runs,
    rolledBack: rolledBack.length / runs,
    silent: silent.length / runs,
    detection: quantiles(courses.map(({ end, seconds }) => (end === 'rollBack' ? seconds : Infinity))),
    duration: quantiles(courses.map(({ seconds }) => seconds)),
    harm: mean(courses.map((course) => harmOf(course, scenario))),
  };
}

function harmOf({ end, seconds, canaryRequests }: Played, { harm, traffic }: Scenario): number {
  const later = end === 'promote' ? (longestSeconds - seconds) * traffic.requestsPerSecond : 0;
  return (canaryRequests + later) * harm;
}

/** In percent. */
export interface Interval {
  readonly lower: number;
  readonly upper: number;
}

/** Wilson's 95 % interval of a share of so many runs, in percent. */
export function shareInterval(share: number, runs: number): Interval {
  const { lower, upper } = wilsonInterval({ events: share * runs, requests: runs }, 1.96);
  return { lower: 100 * lower, upper: 100 * upper };
}

export const mean = (values: readonly number[]): number =>
  values.reduce((sum, value) => sum + value, 0) / values.length;

const quantiles = (values: readonly number[]): Quantiles => ({
  median: quantile(values, 0.5),
  p95: quantile(values, 0.95),
});
