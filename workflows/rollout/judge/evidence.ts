import { type Baseline, baselineOf, type History } from './baseline.ts';
import { add, type Bucket, type Counts } from './bucket.ts';
import { compare, type Compared, continued, nothingCompared, pairsAlone, pairsOf } from './compared.ts';
import type { EvidenceConfig } from './evidence-config.ts';
import { type Demand, type Proof, proofOf, provenGood, stillGood } from './proof.ts';
import { addSaid, type Grids, type Said, stakedGrids } from './grids.ts';
import { shapeOf } from './latency-quantile.ts';
import { type Look, lookAt, whatItSays } from './look.ts';
import { firstStake } from './onset-mixture.ts';
import { addToControl, type Control, noControl } from './rollout-control.ts';
import { notStarved, starve, type Starvation } from './starvation.ts';
import { standardised, stratified } from './strata.ts';
import { suspect, type Suspicion, toleratedShares, toleratesErrors, toleratesLatency } from './suspicion.ts';
import { isWarmingUp, type WarmUp } from './warm-up.ts';
import { changeTowards, eitherChange, noChange, type WeatherChange } from './weather-change.ts';
import { type Evidence, nothingTolerated, type Tolerated, weigh } from './weigh.ts';

/** All that the judge remembers of a rollout: some hundred numbers of plain data, however long it takes. */
export interface EvidenceState {
  readonly baseline: Baseline;
  /** What is not staked yet on a later onset. */
  readonly reserve: number;
  /** Evidence from all buckets but the newest, whose successor may show that it was not the canary's fault; from all that are counted together. */
  readonly settled: Grids;
  readonly newest?: Newest;
  /** Evidence from all buckets, the newest as far as it can be trusted by itself. */
  readonly current: Grids;
  /** What speaks against the canary since when, and whether it is more than is tolerated. */
  readonly suspected: {
    readonly errors?: Suspicion;
    readonly bursts?: Suspicion;
    readonly latency?: Suspicion;
  };
  readonly tolerated: Tolerated;
  readonly starvation: Starvation;
  readonly compared: Compared;
  /** Whether what was compared has ever proven the canary to be good. */
  readonly onceProven: boolean;
  /** All that was seen of the canary. */
  readonly canary: Counts;
  /** All that was seen of stable. */
  readonly control: Control;
  /** When the canary first got traffic, in epoch seconds. */
  readonly since: number;
  /** Epoch seconds up to which buckets have been observed, and up to which they showed the canary. */
  readonly observedUntil: number;
  readonly canarySeenUntil: number;
  /** How long, since then, stable has been seen without the canary. */
  readonly muteSeconds: number;
}

/** The newest bucket: what it says, and what its successor is compared with. */
interface Newest {
  readonly said: Said;
  readonly change: WeatherChange;
  readonly stable?: Counts;
}

/** The state before the first bucket; `since` is when the canary first gets traffic, in epoch seconds. */
export function startEvidence(config: EvidenceConfig, history: History, since: number): EvidenceState {
  const known = config.firstDeployment ? { buckets: [] } : history;
  const baseline = baselineOf(known, config);
  const grids = stakedGrids(config, baseline.latencyBounds);
  return {
    baseline,
    reserve: 1 - firstStake,
    settled: grids,
    current: grids,
    suspected: {},
    tolerated: nothingTolerated,
    starvation: notStarved,
    compared: nothingCompared,
    onceProven: false,
    canary: { requests: 0, errors: 0 },
    control: noControl,
    since,
    observedUntil: since,
    canarySeenUntil: since,
    muteSeconds: 0,
  };
}

/**
 * Takes in one bucket. Pure; call it once for each bucket, oldest first, with the smallest canary weight (in
 * percent) that was in force during the bucket, and when tasks last were new. A missing side is no evidence, for or against.
 */
export function observe(
  config: EvidenceConfig,
  state: EvidenceState,
  bucket: Bucket,
  weight: number,
  warmUp: WarmUp,
): EvidenceState {
  const { baseline } = state;
  const look = lookAt(config, byKnownStrata(bucket, baseline), weight);
  const { canary, stable } = look;
  const control = addToControl(state.control, stable, bucket.to);
  const known = { ...state, now: control };
  const said = whatItSays(config, known, look, isWarmingUp(config, warmUp, bucket) ? warmUp : undefined);
  const suspected = suspectAnew(state, look);
  const compared =
    canary && (look.beside || look.isAlone) ? compare(state.compared, canary, look.beside) : state.compared;
  return {
    baseline,
    reserve: state.reserve - said.stake,
    ...settle(state, said, stable, config.countedTogether),
    suspected,
    tolerated: toleratedOf(config, state, suspected, bucket.to),
    starvation: stable ? starve(state.starvation, bucket, weight, baseline.pace) : state.starvation,
    compared,
    onceProven: state.onceProven || proofBeside(config, { ...state, compared }).proven,
    canary: canary ? add(state.canary, canary) : state.canary,
    control,
    since: state.since,
    observedUntil: Math.max(state.observedUntil, bucket.to),
    canarySeenUntil: canary ? Math.max(state.canarySeenUntil, bucket.to) : state.canarySeenUntil,
    muteSeconds: canary ? 0 : state.muteSeconds + (stable && weight > 0 ? look.seconds : 0),
  };
}

const byKnownStrata = ({ canary, stable, ...bucket }: Bucket, { strata }: Baseline): Bucket => ({
  ...bucket,
  ...(canary && { canary: stratified(canary, strata) }),
  ...(stable && { stable: stratified(stable, strata) }),
});

/** Settles what the bucket before said, now that its neighbours are known, and takes in what the newest says. */
function settle(
  { settled: before, newest, baseline }: EvidenceState,
  said: Said,
  stable: Counts | undefined,
  countedTogether = false,
): Pick<EvidenceState, 'settled' | 'newest' | 'current'> {
  const bounds = baseline.latencyBounds;
  if (countedTogether) {
    const settled = addSaid(before, said, bounds, noChange, true);
    return { settled, current: settled };
  }
  const towards = (a: Counts | undefined, b: Counts | undefined) =>
    changeTowards(a, b, baseline.errorSpread, bounds);
  const settled = newest
    ? addSaid(before, newest.said, bounds, eitherChange(newest.change, towards(newest.stable, stable)), true)
    : before;
  const change = towards(stable, newest?.stable);
  return {
    settled,
    newest: { said, change, ...(stable ? { stable } : {}) },
    current: addSaid(settled, said, bounds, change, false),
  };
}

/** What is suspected from this bucket on, or still: each part for itself. */
function suspectAnew(
  { reserve, current, baseline, suspected }: EvidenceState,
  look: Look,
): Required<EvidenceState['suspected']> {
  const { A, R, L } = weigh(reserve, current, nothingTolerated, baseline.latencyBounds);
  return {
    errors: suspect(suspected.errors, A, look),
    bursts: suspect(suspected.bursts, R, look),
    latency: suspect(suspected.latency, L, look),
  };
}

const toleratedOf = (
  config: EvidenceConfig,
  state: EvidenceState,
  { errors, bursts, latency }: Required<EvidenceState['suspected']>,
  now: number,
): Tolerated => ({
  errors: toleratesErrors(config.tolerance, errors, state.control),
  bursts: toleratesErrors(config.tolerance, bursts, state.control),
  latency: toleratesLatency(
    config.tolerance,
    state.baseline.latencyBounds,
    config.latencyBoundsMs ?? [],
    stableShape(config, state, latency.canary),
    latency,
    state.control,
    (now - latency.since) / (now - state.since),
  ),
});

/** How many requests a second the service has got in this rollout; undefined before the first bucket. */
export const requestsPerSecondSeen = ({
  control,
  canary,
  since,
  observedUntil,
}: EvidenceState): number | undefined =>
  observedUntil > since ? (control.seen.requests + canary.requests) / (observedUntil - since) : undefined;

export const evidenceOf = ({ reserve, current, tolerated, baseline }: EvidenceState): Evidence =>
  weigh(reserve, current, tolerated, baseline.latencyBounds);

/** Proof that the canary is good, beside stable; or what it would be with so many times as much, if what is to come were alike. */
export const proofBeside = (
  config: EvidenceConfig,
  state: Pick<EvidenceState, 'compared' | 'baseline' | 'control'>,
  { times = 1, demand = provenGood }: { readonly times?: number; readonly demand?: Demand } = {},
): Proof => {
  const { latencyBounds } = state.baseline;
  const shares = toleratedShares(
    config.tolerance,
    latencyBounds,
    stableShape(config, state, state.compared.canary),
  );
  return proofOf(config, continued(pairsOf(state.compared, latencyBounds), times), shares, demand);
};

/** Whether it is still good with next to all of the traffic, against what stable has shown. */
export const proofAlone = (config: EvidenceConfig, state: EvidenceState): Proof => {
  const { baseline, control, compared } = state;
  const shape = stableShape(config, state, compared.canaryAlone);
  const shares = toleratedShares(config.tolerance, baseline.latencyBounds, shape);
  const pairs = pairsAlone(compared, baseline, control);
  return proofOf(config, pairs, shares, stillGood);
};

const stableShape = (
  { latencyBoundsMs = [] }: EvidenceConfig,
  { baseline, control }: Pick<EvidenceState, 'baseline' | 'control'>,
  canary: Counts,
) => shapeOf(standardised(add(baseline.shown, control.seen), canary).latency ?? [], latencyBoundsMs);
