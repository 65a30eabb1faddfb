import { add, type Counts, errorsOf } from './bucket.ts';
import { type LatencyBound, slowerThan, slowShareOf } from './latency-bounds.ts';
import { latencyAt, type Shape, shapeOf, shareUpTo } from './latency-quantile.ts';
import type { Look } from './look.ts';
import type { Control } from './rollout-control.ts';
import { wilsonInterval } from './score-interval.ts';
import { standardised } from './strata.ts';
import { mostTolerable, percentileNear, toleratedMs, type Tolerance } from './tolerance.ts';

/** What both versions did since a part began to have something against the canary. */
export interface Suspicion {
  /** Epoch seconds. */
  readonly since: number;
  readonly canary: Counts;
  readonly stable: Counts;
}

const nobody: Counts = { requests: 0, errors: 0 };

/** Goes on as long as a part's evidence is above where it began; then a new one begins. */
export function suspect(
  before: Suspicion | undefined,
  evidence: number | undefined,
  { from, canary, stable }: Look,
): Suspicion {
  const isOn = before && evidence !== undefined && evidence >= 1;
  const start = isOn ? before : { since: from, canary: nobody, stable: nobody };
  return {
    since: start.since,
    canary: canary ? add(start.canary, canary) : start.canary,
    stable: stable ? add(start.stable, stable) : start.stable,
  };
}

/** Stable since then, with the canary's mix of strata; where it had no traffic, what it has shown in the rollout. */
export const comparedWith = ({ canary, stable }: Suspicion, { seen }: Control): Counts =>
  standardised(stable.requests > 0 ? stable : seen, canary);

/** Whether the canary fails no more than stable by what nobody minds. */
export function toleratesErrors(tolerance: Tolerance, suspicion: Suspicion, control: Control): boolean {
  const canary = errorsOf(suspicion.canary);
  const stable = errorsOf(comparedWith(suspicion, control));
  if (canary.requests === 0 || stable.requests === 0) return false;
  return canary.events / canary.requests <= mostTolerable(tolerance, stable.events / stable.requests);
}

/** A suspicion begins where chance speaks against the canary, so an estimate since then is too high: by so many deviations. */
const surelyZ = 2.5;

/** The shorter it is of all the time in which it could have begun, the more of chance there was to choose from (scan statistics). */
const surelyZOf = (shareOfRollout: number): number => Math.sqrt(surelyZ ** 2 - 2 * Math.log(shareOfRollout));

/**
 * At each bound: whether the canary is slower there by no more than nobody minds. In percent: as many of stable's requests are above
 * an earlier time as of the canary's above the bound. In ms: as many of the canary's are above a later one as of stable's. Stable's shape
 * is that of all its latencies that are known.
 */
export function toleratesLatency(
  tolerance: Tolerance,
  bounds: readonly LatencyBound[],
  boundsMs: readonly number[],
  stableShape: Shape | undefined,
  suspicion: Suspicion,
  control: Control,
  shareOfRollout: number,
): boolean[] {
  const beside = comparedWith(suspicion, control);
  const canaryShape = shapeOf(suspicion.canary.latency ?? [], boundsMs);
  const z = surelyZOf(shareOfRollout);
  return bounds.map(({ index, ms }) => {
    const stable = slowerThan(beside, index);
    if (!stableShape || !canaryShape || stable.requests === 0) return false;
    const canaryShare = wilsonInterval(slowerThan(suspicion.canary, index), z).lower;
    const stableShare = slowShareOf(stable);
    const tolerated = tolerance[percentileNear(stableShare)];
    const at = (share: number) => latencyAt(stableShape, 1 - share);
    const slowdown = at(stableShare) / at(canaryShare);
    const laterMs = latencyAt(canaryShape, 1 - stableShare) - ms;
    return slowdown <= 1 + tolerated.percent / 100 || laterMs <= tolerated.ms;
  });
}

/** How many more requests than stable's are slower than each bound if all are slower by what nobody minds. */
export const toleratedShares = (
  tolerance: Tolerance,
  bounds: readonly LatencyBound[],
  shape: Shape | undefined,
): number[] =>
  bounds.map(({ ms, before }) => {
    if (!shape) return 0;
    const more = toleratedMs(tolerance[percentileNear(slowShareOf(before))], ms);
    return shareUpTo(shape, ms) - shareUpTo(shape, Math.max(0, ms - more));
  });
