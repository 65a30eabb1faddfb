import { errorBound } from './against-bound.ts';
import type { Baseline } from './baseline.ts';
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

/** How much more stable would fail with the canary's mix of strata; no mix makes the bound lower. */
function harderMix(stable: Counts, canary: Counts): number {
  const alike = standardised(stable, canary);
  if (stable.errors === 0 || alike.requests === 0) return 1;
  return Math.max(1, alike.errors / alike.requests / (stable.errors / stable.requests));
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
  const shape = shapeOf(baseline.latency, config.latencyBoundsMs ?? []);
  const factors = canary
    ? lnFactorsOf(baseline, {
        canary,
        stable: beside,
        errorRate: errorRateOf(knownNow(baseline.before, errorsOf(control.seen))),
        errorBound:
          errorBound(baseline.before, errorsOf(control.seen), recentErrors(known.now), config) *
          harderMix(known.now.seen, canary),
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
