import { errorBound, factorsAgainstBound, noEvidenceAgainstBound } from './against-bound.ts';
import { factorsOfLatency, mostOfLatency, noEvidenceOfLatency } from './against-latency.ts';
import { factorsAgainstStable, noEvidenceAgainstStable, stakesAgainstStable } from './against-stable.ts';
import { type Baseline, baselineOf, type History } from './baseline.ts';
import type { Bucket, Counts } from './bucket.ts';
import { compare, type Compared, nothingCompared } from './compared.ts';
import type { EvidenceConfig } from './evidence-config.ts';
import { proofOf } from './proof.ts';
import type { Table } from './noncentral-hypergeometric.ts';
import { accrue, firstStake, stakeOf } from './onset-mixture.ts';
import type { Proportion } from './score-interval.ts';
import { starve } from './starvation.ts';

/** All that the judge remembers of a rollout: a few hundred numbers of plain data, however long it takes. */
export interface EvidenceState {
  readonly baseline: Baseline;
  /** What is not staked yet on a later onset. */
  readonly reserve: number;
  /** Evidence for each alternative of parts A, B and L; a part that cannot be judged has none. */
  readonly againstStable: readonly number[];
  readonly againstBound: readonly number[];
  readonly againstLatency: readonly number[];
  readonly starvation: number;
  readonly compared: Compared;
  /** Whether what was compared has ever proven the canary to be good. */
  readonly onceProven: boolean;
  /** All that was seen of the canary. */
  readonly canary: Counts;
  /** Stable's buckets of the last minute. */
  readonly recentStable: readonly { readonly to: number; readonly proportion: Proportion }[];
  /** When the canary first got traffic, in epoch seconds. */
  readonly since: number;
  /** Epoch seconds up to which buckets have been observed, and up to which they showed the canary. */
  readonly observedUntil: number;
  readonly canarySeenUntil: number;
  /** How long, since then, stable has been seen without the canary. */
  readonly muteSeconds: number;
}

/** Evidence against the canary: the whole, M, and its parts. Each is 1 before anything was seen. */
export interface Evidence {
  readonly M: number;
  readonly A?: number;
  readonly B: number;
  readonly L?: number;
}

/** Parts compare with stable only while it has at least this much of the traffic, in percent. */
const leastStableWeight = 10;
const recentSeconds = 60;

/** The state before the first bucket; `since` is when the canary first gets traffic, in epoch seconds. */
export function startEvidence(config: EvidenceConfig, history: History, since: number): EvidenceState {
  const known = config.firstDeployment ? { buckets: [] } : history;
  const baseline = baselineOf(known, config);
  return {
    baseline,
    reserve: 1 - firstStake,
    againstStable: config.firstDeployment ? [] : stake(noEvidenceAgainstStable),
    againstBound: stake(noEvidenceAgainstBound),
    againstLatency: stake(noEvidenceOfLatency(baseline.latencyBounds)),
    starvation: 0,
    compared: nothingCompared,
    onceProven: false,
    canary: { requests: 0, errors: 0 },
    recentStable: [],
    since,
    observedUntil: since,
    canarySeenUntil: since,
    muteSeconds: 0,
  };
}

/**
 * Takes in one bucket. Pure; call it once for each bucket, oldest first, with the smallest canary weight (in
 * percent) that was in force during the bucket. A missing side is no evidence, for or against.
 */
export function observe(
  config: EvidenceConfig,
  state: EvidenceState,
  bucket: Bucket,
  weight: number,
): EvidenceState {
  const { baseline } = state;
  const { canary } = bucket;
  const stable = config.firstDeployment ? undefined : bucket.stable;
  const seconds = bucket.to - bucket.from;
  const errors = errorTable(canary, stable);
  const recentStable = recent(state, bucket.to, stable);
  const comparable = canary !== undefined && stable !== undefined && weight <= 100 - leastStableWeight;

  const bound = errorBound(baseline, config.objectiveErrorRate, [
    { events: errors.stableEvents, requests: errors.stableRequests },
    total(recentStable.map(({ proportion }) => proportion)),
  ]);
  const stakeNow = stakeOf(state.reserve, seconds);
  const lnA = comparable ? factorsAgainstStable(baseline, errors, seconds) : [];
  const lnB = factorsAgainstBound(baseline, bound, errors, seconds);
  const lnL = comparable ? factorsOfLatency(baseline.latencyBounds, canary, stable, seconds) : [];

  const compared = comparable
    ? compare(state.compared, { canary, stable }, baseline.latencyBounds[0])
    : state.compared;

  return {
    baseline,
    reserve: state.reserve - stakeNow,
    againstStable: accrue(state.againstStable, stakeNow, lnA),
    againstBound: accrue(state.againstBound, stakeNow, lnB),
    againstLatency: accrue(state.againstLatency, stakeNow, lnL, mostOfLatency(config, state.since, bucket)),
    starvation: stable ? starve(state.starvation, bucket, weight) : state.starvation,
    compared,
    onceProven: state.onceProven || proofOf(config, compared, baseline.latencyBounds.length > 0).proven,
    canary: {
      requests: state.canary.requests + errors.canaryRequests,
      errors: state.canary.errors + errors.canaryEvents,
    },
    recentStable,
    since: state.since,
    observedUntil: Math.max(state.observedUntil, bucket.to),
    canarySeenUntil: canary ? Math.max(state.canarySeenUntil, bucket.to) : state.canarySeenUntil,
    muteSeconds: canary ? 0 : state.muteSeconds + (stable && weight > 0 ? seconds : 0),
  };
}

/**
 * The evidence so far. For a healthy canary each part is an e-process, and so is their weighted mean: by
 * Ville's inequality M ever reaches 1/α with chance ≤ α, at every look and for every rule when to stop.
 */
export function evidenceOf(state: EvidenceState): Evidence {
  const part = (grid: readonly number[]) => (grid.length === 0 ? undefined : state.reserve + mean(grid));
  const A =
    state.againstStable.length === 0
      ? undefined
      : state.reserve + weightedSum(state.againstStable, stakesAgainstStable);
  const B = state.reserve + mean(state.againstBound);
  const L = part(state.againstLatency);
  const weighted = [
    { value: A, share: 0.5 },
    { value: B, share: 0.25 },
    { value: L, share: 0.25 },
  ].flatMap(({ value, share }) => (value === undefined ? [] : { value, share }));
  const M =
    weighted.reduce((sum, { value, share }) => sum + share * value, 0) /
    weighted.reduce((sum, { share }) => sum + share, 0);
  return { M, B, ...(A === undefined ? {} : { A }), ...(L === undefined ? {} : { L }) };
}

const stake = (grid: readonly number[]): readonly number[] => grid.map(() => firstStake);

const errorTable = (canary: Counts | undefined, stable: Counts | undefined): Table => ({
  canaryRequests: canary?.requests ?? 0,
  canaryEvents: canary?.errors ?? 0,
  stableRequests: stable?.requests ?? 0,
  stableEvents: stable?.errors ?? 0,
});

function recent({ recentStable }: EvidenceState, to: number, stable: Counts | undefined) {
  const kept = recentStable.filter((bucket) => bucket.to > to - recentSeconds);
  return stable ? [...kept, { to, proportion: { events: stable.errors, requests: stable.requests } }] : kept;
}

const total = (proportions: readonly Proportion[]): Proportion => ({
  events: proportions.reduce((sum, { events }) => sum + events, 0),
  requests: proportions.reduce((sum, { requests }) => sum + requests, 0),
});

const weightedSum = (values: readonly number[], weights: readonly number[]): number =>
  values.reduce((sum, value, i) => sum + value * (weights[i] ?? 0), 0);

const mean = (values: readonly number[]): number => values.reduce((a, b) => a + b, 0) / values.length;
