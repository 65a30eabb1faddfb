import { deviationBetween } from './between-tasks.ts';
import { add, type Bucket, type Counts, errorsOf } from './bucket.ts';
import type { EvidenceConfig } from './evidence-config.ts';
import { type LatencyBound, latencyBounds, slowerThan } from './latency-bounds.ts';
import { noSpread, type Spread, spreadOf } from './over-dispersion.ts';
import { burstShareOf } from './recurrence.ts';
import { standardised, strataOf, stratified, toldApart } from './strata.ts';
import { paceOf, type Pace } from './starvation.ts';
import type { Proportion } from './score-interval.ts';

/** What is known of stable before the canary gets traffic. */
export interface History {
  /** About a day of stable, where it is known. */
  readonly total?: Counts;
  /** The same day in hours, oldest first; the last may not be over. */
  readonly hours?: readonly Bucket[];
  /** About an hour of stable's buckets, oldest first, each as wide as those that will be judged. */
  readonly buckets: readonly Bucket[];
}

/** What the judge keeps of the history. Rates are fractions of requests. */
export interface Baseline {
  /** What stable's requests came to; none without history. */
  readonly before: Proportion;
  readonly errorSpread: Spread;
  /** The share of buckets in which stable failed far more than usual. */
  readonly burstShare: number;
  readonly latencyBounds: readonly LatencyBound[];
  /** All of stable's buckets, by the strata that are told apart. */
  readonly shown: Counts;
  /** What requests are told apart by. */
  readonly strata: readonly string[];
  /** How many requests the service gets; left out where the history is too short to say. */
  readonly pace?: Pace;
}

export function baselineOf(
  history: History,
  { latencyBoundsMs, negligibleMs }: Pick<EvidenceConfig, 'latencyBoundsMs' | 'negligibleMs'>,
): Baseline {
  const counts = history.buckets.flatMap(({ stable }) => (stable ? [stable] : []));
  const total = history.total ?? {
    requests: sum(counts.map(({ requests }) => requests)),
    errors: sum(counts.map(({ errors }) => errors)),
  };
  const proportion = { events: total.errors, requests: total.requests };
  if (total.requests === 0) {
    return {
      before: proportion,
      errorSpread: noSpread,
      burstShare: 0,
      latencyBounds: [],
      shown: nothingShown,
      strata: [],
    };
  }
  const pace = paceOf(history.buckets);
  const strata = strataOf(history.buckets);
  const shown = counts.map((one) => stratified(one, strata)).reduce(add, nothingShown);
  const betweenTasks = (of: (task: Counts) => Proportion) =>
    shown.strata ? { betweenTasks: deviationBetween(toldApart(shown).map(of)) } : {};
  const bounds = latencyBoundsMs ? latencyBounds(counts, latencyBoundsMs, negligibleMs) : [];
  return {
    ...(pace ? { pace } : {}),
    before: proportion,
    errorSpread: { ...spreadOf(counts.map(errorsOf)), ...betweenTasks(errorsOf) },
    burstShare: burstShareOf(counts.map(errorsOf), total.errors / total.requests),
    latencyBounds: bounds.map(({ spread, ...bound }) => ({
      ...bound,
      spread: { ...spread, ...betweenTasks((task) => slowerThan(task, bound.index)) },
    })),
    shown,
    strata,
  };
}

/** What stable's requests came to, as it would have been with the canary's mix of strata; without strata, in the day before. */
export const errorsBefore = ({ before, shown }: Baseline, canary: Counts): Proportion =>
  shown.strata ? errorsOf(standardised(shown, canary)) : before;

/** The same for requests slower than a bound. */
export const slowerBefore = (
  { shown }: Baseline,
  { before, index }: LatencyBound,
  canary: Counts,
): Proportion => (shown.strata ? slowerThan(standardised(shown, canary), index) : before);

const nothingShown: Counts = { requests: 0, errors: 0 };
const sum = (values: readonly number[]): number => values.reduce((a, b) => a + b, 0);
