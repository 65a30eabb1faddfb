import { factorsAgainstBound, noEvidenceAgainstBound } from './against-bound.ts';
import {
  boundsOfGrid,
  factorsOfLatency,
  factorsOfLatencyAlone,
  noEvidenceOfLatency,
  stakesOfLatency,
} from './against-latency.ts';
import type { LatencyPace } from './against-slowdown.ts';
import { factorsAgainstStable, noEvidenceAgainstStable } from './against-stable.ts';
import type { Baseline } from './baseline.ts';
import { capBlip, type CappedBucket } from './blip-cap.ts';
import { apartOf, rateApart } from './between-tasks.ts';
import { type Counts, errorsOf } from './bucket.ts';
import type { EvidenceConfig } from './evidence-config.ts';
import type { LatencyBound } from './latency-bounds.ts';
import { accrue, firstStake } from './onset-mixture.ts';
import { factorOfRecurrence, noEvidenceOfRecurrence } from './recurrence.ts';
import type { Control } from './rollout-control.ts';
import { byStratum, standardised } from './strata.ts';
import { limitedInWarmUp, type WarmUp } from './warm-up.ts';
import type { WeatherChange } from './weather-change.ts';

/** One number for each alternative of each part; a part that cannot be judged has none. */
export interface Grids {
  readonly againstStable: readonly number[];
  readonly againstBound: readonly number[];
  readonly againstLatency: readonly number[];
  readonly recurrence: readonly number[];
}

/** What one bucket says: ln factors, not yet limited by what is known of its neighbours. */
export interface Said extends Grids {
  readonly stake: number;
  readonly seconds: number;
  readonly isCollapse: boolean;
  /** Of tasks that may still be slow. */
  readonly warmUp?: WarmUp;
}

/** The evidence before the first bucket: what is staked on each alternative. */
export function stakedGrids(
  { firstDeployment }: Pick<EvidenceConfig, 'firstDeployment'>,
  bounds: readonly LatencyBound[],
): Grids {
  const staked = (grid: readonly number[]) => grid.map(() => firstStake);
  return {
    againstStable: firstDeployment ? [] : staked(noEvidenceAgainstStable),
    againstBound: staked(noEvidenceAgainstBound),
    againstLatency: staked(noEvidenceOfLatency(bounds)),
    recurrence: firstDeployment ? [] : staked(noEvidenceOfRecurrence),
  };
}

/** A canary in one bucket, and what it is compared with: stable beside it, or what that has shown so far. */
export interface BucketSeen {
  readonly canary: Counts;
  readonly stable: Counts | undefined;
  /** Stable's best known error rate, and the one that a healthy canary does not exceed. */
  readonly errorRate: number;
  readonly errorBound: number;
  readonly control: Control;
  /** How long stable's requests took before, where that is known. */
  readonly pace: LatencyPace | undefined;
}

/** The ln factors of one bucket; a part that it says nothing of has none. */
export function lnFactorsOf(
  baseline: Baseline,
  { canary, stable, errorRate, errorBound, control, pace }: BucketSeen,
): Grids {
  const { errorSpread, latencyBounds, burstShare } = baseline;
  const tasksOfStable = Object.keys((stable ?? control.seen).strata ?? {}).length;
  const apart = apartOf(canary, tasksOfStable);
  const pairs = stable ? byStratum(canary, stable) : [];
  const againstStable = sumOfEach(
    pairs.map(([a, b]) =>
      factorsAgainstStable(
        errorRate,
        errorSpread,
        {
          canaryRequests: a.requests,
          canaryEvents: a.errors,
          stableRequests: b.requests,
          stableEvents: b.errors,
        },
        apart,
      ),
    ),
  );
  const againstBound = factorsAgainstBound(
    rateApart(errorBound, errorSpread, apart),
    errorSpread,
    errorsOf(canary),
  );
  return {
    againstStable,
    againstBound,
    againstLatency: stable
      ? sumOfEach(pairs.map(([a, b]) => factorsOfLatency(latencyBounds, pace, a, b, apart)))
      : factorsOfLatencyAlone(baseline, canary, standardised(control.seen, canary), apart),
    recurrence: factorOfRecurrence(stable ? againstStable : againstBound, burstShare),
  };
}

/** Adds what a bucket says to the evidence, as far as its neighbours let it count. */
export function addSaid(
  grids: Grids,
  said: Said,
  bounds: readonly LatencyBound[],
  change: WeatherChange,
  neighboursKnown: boolean,
): Grids {
  const judged: CappedBucket = { ...said, neighboursKnown };
  const errors = (ln: number) => (change.errors ? Math.min(0, ln) : capBlip(ln, judged));
  const boundOf = boundsOfGrid(bounds);
  const latency = (ln: number, i: number) =>
    change.latency[boundOf[i] ?? 0] ? Math.min(0, ln) : capBlip(ln, { ...judged, isCollapse: false });
  const { stake, warmUp } = said;
  const latencies = accrue(grids.againstLatency, stake, said.againstLatency.map(latency));
  return {
    againstStable: accrue(grids.againstStable, stake, said.againstStable.map(errors)),
    againstBound: accrue(grids.againstBound, stake, said.againstBound.map(errors)),
    againstLatency: warmUp
      ? limitedInWarmUp(grids.againstLatency, latencies, stakesOfLatency(bounds), warmUp)
      : latencies,
    recurrence: accrue(grids.recurrence, stake, said.recurrence.map(errors)),
  };
}

/** Strata are judged for themselves, and what they say in one bucket multiplies: ln factors add up. */
const sumOfEach = (strata: readonly (readonly number[])[]): number[] =>
  strata.reduce<number[]>((sums, lns) => lns.map((ln, i) => ln + (sums[i] ?? 0)), []);

export const saysNothing: Grids = { againstStable: [], againstBound: [], againstLatency: [], recurrence: [] };
