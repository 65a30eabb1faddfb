import { factsOf } from '../../workflows/rollout/metric-facts.ts';
import type { JudgeSpec, RolloutPlan } from '../../workflows/rollout/plan.ts';
import { type Course, play } from '../simulation/closed-loop.ts';
import { beginningOf, rateAt } from '../simulation/hourly.ts';
import { byPlan, planWatcher } from '../simulation/plan-watcher.ts';
import { quantile } from '../simulation/quantile.ts';
import { seeded } from '../simulation/random.ts';
import { drawHistory, type Weather } from '../simulation/traffic.ts';

/** The traffic to expect. Error rates are fractions of requests. */
export interface SimulateOptions {
  readonly plan: RolloutPlan;
  /** The plan's own judge, or another to try in its place. */
  readonly judge: JudgeSpec;
  /** On a mean. */
  readonly requestsPerSecond: number;
  /** How many it is hour by hour, where that is known: each rollout begins at another time of them, and after the last comes the first. */
  readonly hourlyRequestsPerSecond?: readonly number[] | undefined;
  readonly baselineErrorRate: number;
  /** How bad canaries are tried; one, five points worse and entirely broken unless given. */
  readonly canaryErrorRates?: readonly number[];
  readonly runs: number;
  readonly seed?: number;
  /** How late a bucket can be read; as late as the plan's metrics unless given. */
  readonly lagSeconds?: number;
}

/** What many rollouts of one canary came to: shares of runs, times in seconds. */
export interface SimulatedCanary {
  readonly canaryErrorRate: number;
  readonly rolledBack: number;
  readonly promoted: number;
  /** Ended up waiting for a person, or beyond a day. */
  readonly undecided: number;
  /** Time to a rollback, where there was one. */
  readonly detectionSeconds: { readonly median: number; readonly p95: number } | undefined;
  readonly durationSeconds: number;
  /** Mean requests that failed on the canary until the end. */
  readonly failedRequests: number;
}

const longestSeconds = 24 * 3600;

/** Rollouts of one canary, as they went. */
export interface PlayedCanary {
  readonly canaryErrorRate: number;
  readonly courses: readonly Course[];
}

/** Plays the plan against drawn traffic: first a healthy canary, then bad ones. The same seed, the same answer. */
export const simulate = (options: SimulateOptions): SimulatedCanary[] => playCanaries(options).map(summaryOf);

/** The rollouts of such a simulation one by one. */
export function playCanaries(options: SimulateOptions): PlayedCanary[] {
  const { baselineErrorRate: healthy } = options;
  const bad = options.canaryErrorRates ?? [healthy + 0.01, healthy + 0.05, 1].filter((rate) => rate <= 1);
  return [healthy, ...bad].map((canaryErrorRate) => ({
    canaryErrorRate,
    courses: Array.from({ length: options.runs }, (_, i) => playPlan(options, canaryErrorRate, i)),
  }));
}

/** What the rollouts of one canary came to. */
export function summaryOf({ canaryErrorRate, courses }: PlayedCanary): SimulatedCanary {
  const share = (...ends: Course['end'][]) =>
    courses.filter(({ end }) => ends.includes(end)).length / courses.length;
  const detections = courses.flatMap(({ end, seconds }) => (end === 'rollBack' ? [seconds] : []));
  return {
    canaryErrorRate,
    rolledBack: share('rollBack'),
    promoted: share('promote'),
    undecided: share('pause', 'unfinished'),
    detectionSeconds:
      detections.length === 0
        ? undefined
        : { median: quantile(detections, 0.5), p95: quantile(detections, 0.95) },
    durationSeconds: quantile(
      courses.map(({ seconds }) => seconds),
      0.5,
    ),
    failedRequests: courses.reduce((sum, course) => sum + course.canaryErrors, 0) / courses.length,
  };
}

function playPlan(options: SimulateOptions, canaryErrorRate: number, run: number): Course {
  const {
    plan,
    judge,
    requestsPerSecond,
    baselineErrorRate,
    lagSeconds,
    hourlyRequestsPerSecond: hourly = [],
  } = options;
  const random = seeded((options.seed ?? 0) + run);
  // Drawn traffic has no latency.
  const { latencyBoundsMs: _, ...known } = factsOf(plan.metrics);
  const facts = { ...known, ...(lagSeconds !== undefined && { lagSeconds }) };
  const begins = beginningOf(hourly.length, run, options.runs);
  const weather: Weather = (_random, from) => ({
    stable: { errorRate: baselineErrorRate },
    canary: { errorRate: canaryErrorRate },
    ...(hourly.length > 0 && { requestsPerSecond: rateAt(hourly, begins + from) }),
  });
  const traffic = { requestsPerSecond, weather };
  const history = drawHistory(random, traffic, facts.bucketSeconds);
  const watcher = planWatcher({
    ...byPlan(plan),
    judge,
    facts,
    history,
    firstDeployment: false,
    since: 0,
  });
  const { firstWeight } = watcher;
  return play(random, { traffic, ...facts, firstWeight, since: 0, longestSeconds }, watcher);
}
