import { errorBound } from './against-bound.ts';
import { type Baseline, errorsBefore } from './baseline.ts';
import { isCollapse } from './blip-cap.ts';
import { type Bucket, type Counts, errorsOf } from './bucket.ts';
import type { EvidenceConfig } from './evidence-config.ts';
import { lnFactorsOf, type Said, saysNothing } from './grids.ts';
import { shapeOf } from './latency-quantile.ts';
import { stakeOf } from './onset-mixture.ts';
import { standardised } from './strata.ts';
import type { WarmUp } from './warm-up.ts';
import { type Control, errorRateOf, knownNow, recentErrors } from './rollout-control.ts';

/** One bucket, and with whom its canary can be compared. */
export interface Look {
  readonly from: number;
  readonly seconds: number;
  readonly canary: Counts | undefined;
  readonly stable: Counts | undefined;
  /** Stable, where it has enough of the traffic to compare with in the same bucket; else what it has shown counts. */
  readonly beside: Counts | undefined;
  /** Whether the canary has next to all of the traffic. */
  readonly isAlone: boolean;
}

/** Parts compare with the stable of the same bucket only while it has at least this much of the traffic, in percent. */
const leastStableWeight = 10;

export function lookAt({ firstDeployment }: EvidenceConfig, bucket: Bucket, weight: number): Look {
  const { from, to, canary } = bucket;
  const stable = firstDeployment ? undefined : bucket.stable;
  const isAlone = weight > 100 - leastStableWeight;
  return { from, seconds: to - from, canary, stable, beside: isAlone ? undefined : stable, isAlone };
}

/** The bound that a healthy canary stays under, with stable's mix of strata and with its own: no mix makes it lower. */
function boundFor(
  config: EvidenceConfig,
  baseline: Baseline,
  control: Control,
  now: Control,
  canary: Counts,
) {
  const bound = errorBound(baseline.before, errorsOf(control.seen), recentErrors(now), config);
  if (!baseline.shown.strata) return bound;
  const alike = errorsOf(standardised(control.seen, canary));
  return Math.max(bound, errorBound(errorsBefore(baseline, canary), alike, [], config));
}

/** What the bucket says of the canary. `now` knows the bucket's stable, `control` only those before it. */
export function whatItSays(
  config: EvidenceConfig,
  known: {
    readonly baseline: Baseline;
    readonly reserve: number;
    readonly control: Control;
    readonly now: Control;
  },
  { canary, stable, beside, seconds }: Look,
  warmUp: WarmUp | undefined,
): Said {
  const { baseline, control } = known;
  const shape = shapeOf(baseline.shown.latency ?? [], config.latencyBoundsMs ?? []);
  const factors = canary
    ? lnFactorsOf(baseline, {
        canary,
        stable: beside,
        errorRate: errorRateOf(knownNow(baseline.before, errorsOf(control.seen))),
        errorBound: boundFor(config, baseline, control, known.now, canary),
        control,
        pace: shape && { shape, negligibleMs: config.negligibleMs },
      })
    : saysNothing;
  const ofStable = stable ? errorsOf(stable) : { events: 0, requests: 0 };
  return {
    ...factors,
    stake: stakeOf(known.reserve, seconds),
    seconds,
    isCollapse: canary !== undefined && isCollapse(errorsOf(canary), ofStable),
    ...(warmUp && { warmUp }),
  };
}
