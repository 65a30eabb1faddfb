import { describeEffects } from './effect.ts';
import type { EvidenceConfig } from './evidence-config.ts';
import { type EvidenceState, evidenceOf, proofAlone, proofBeside } from './evidence.ts';
import { type Proof, provenGood, provenLate } from './proof.ts';
import { needsProof, stepAfter, stepAt } from './ladder.ts';
import { comparedWith } from './suspicion.ts';
import { isUnreachable } from './starvation.ts';
import { standardised } from './strata.ts';
import type { Evidence } from './weigh.ts';

/** What the evidence says to do now; `weight` is where a step goes to, in percent. */
export type Wish =
  | { readonly kind: 'stay' | 'hold' | 'rollBack' | 'promote' | 'inconclusive' }
  | { readonly kind: 'step'; readonly weight: number };

/** What led to a conclusion. */
export type Rule = 'evidence' | 'starvation' | 'blindness' | 'doubt' | 'bake' | 'proof' | 'plan';

/** A wish with its rule, a sentence with the numbers that led to it, and those numbers. */
export type Conclusion = Wish & { readonly rule: Rule; readonly reason: string; readonly numbers: Numbers };

export interface Numbers extends Evidence {
  readonly threshold: number;
  readonly starvation: number;
  /** How long the canary has been out of sight, and for how much of that stable was seen. */
  readonly blindSeconds: number;
  readonly muteSeconds: number;
  readonly canaryRequests: number;
  readonly canaryErrors: number;
}

/** Where a rollout stands. Times are epoch seconds, the weight is the canary's, in percent. */
interface Standing {
  readonly config: EvidenceConfig;
  readonly state: EvidenceState;
  readonly weight: number;
  readonly heldSeconds: number;
  /** For how much of that the metrics have been read. */
  readonly seenSeconds: number;
  readonly numbers: Numbers;
}

type Ruling = (standing: Standing) => (Wish & { readonly rule: Rule; readonly reason: string }) | undefined;

/**
 * Concludes at one tick: pure, no clock. The caller feeds `observe` with every bucket that has become readable,
 * then asks; it applies a step, asks its own policy what to do with `inconclusive`, and asks again a bucket
 * later. `weightSince` is when the present weight was written; all times are epoch seconds.
 */
export function conclude(
  config: EvidenceConfig,
  state: EvidenceState,
  now: number,
  weight: number,
  weightSince: number,
): Conclusion {
  const numbers: Numbers = {
    ...evidenceOf(state),
    threshold: 1 / config.falseRollbackChance,
    starvation: state.starvation.evidence,
    blindSeconds: Math.max(0, now - config.lagSeconds - state.canarySeenUntil),
    muteSeconds: state.muteSeconds,
    canaryRequests: state.canary.requests,
    canaryErrors: state.canary.errors,
  };
  const [heldSeconds, seenSeconds] = [now - weightSince, state.observedUntil - weightSince];
  const standing: Standing = { config, state, weight, heldSeconds, seenSeconds, numbers };
  for (const rule of inOrder) {
    const ruling = rule(standing);
    if (ruling) return { ...ruling, numbers };
  }
  return { ...onward(standing), numbers };
}

const convicted: Ruling = ({ config, state, numbers }) =>
  numbers.M < numbers.threshold
    ? undefined
    : {
        kind: 'rollBack',
        rule: 'evidence',
        reason: `evidence against the canary is ${show(numbers.M)}, ${show(numbers.threshold)} convicts (${parts(numbers)}): ${failures(numbers)}${suspicions(config, state)}`,
      };

const starved: Ruling = ({ state: { starvation, baseline }, weight }) =>
  isUnreachable(starvation, baseline.pace)
    ? {
        kind: 'rollBack',
        rule: 'starvation',
        reason: `the canary gets far fewer requests than its ${weight} %, and the service as many fewer (${starvation.requests} of ${Math.round(starvation.expected)}): callers cannot reach it`,
      }
    : undefined;

/** Where stable cannot be seen either, the metrics are out, which says nothing about the canary. */
const blind: Ruling = ({ config, numbers: { blindSeconds, muteSeconds } }) => {
  if (blindSeconds <= config.blindHoldSeconds) return undefined;
  const stable = muteSeconds > 0 ? `, while stable was seen for ${Math.round(muteSeconds)} s` : '';
  const reason = `no metrics of the canary for ${Math.round(blindSeconds)} s${stable}`;
  return {
    kind: muteSeconds >= config.blindRollBackSeconds ? 'rollBack' : 'hold',
    rule: 'blindness',
    reason,
  };
};

const doubted: Ruling = ({ config, numbers, heldSeconds, ...standing }) =>
  numbers.M < config.doubt || heldSeconds >= bakeSeconds({ config, ...standing }) + config.doubtSeconds
    ? undefined
    : {
        kind: 'hold',
        rule: 'doubt',
        reason: `evidence against the canary is ${show(numbers.M)} (${parts(numbers)}): no step from ${show(config.doubt)} on${suspicions(config, standing.state)}`,
      };

const baking: Ruling = ({ heldSeconds, seenSeconds, state, ...standing }) => {
  const bake = bakeSeconds(standing);
  const left = bake - heldSeconds;
  if (left > 0) return { kind: 'stay', rule: 'bake', reason: `bakes for another ${Math.ceil(left)} s` };
  // A step's last metrics may be judged during the next one; after the last step nobody looks. A bucket that lies for the
  // most part after the bake is none of it.
  const unseen = stepAfter(standing.config.steps, standing.weight) ? 0 : bake - seenSeconds;
  if (unseen > standing.config.bucketSeconds / 2)
    return {
      kind: 'stay',
      rule: 'bake',
      reason: `waits for the metrics of the last ${Math.ceil(unseen)} s of the bake`,
    };
  // Where metrics come late, the first step would otherwise be taken before anything was seen.
  return state.canarySeenUntil === state.since
    ? { kind: 'stay', rule: 'bake', reason: 'waits for the first metrics of the canary' }
    : undefined;
};

/** Beyond that weight a proof that was there has to hold; where there never was one, that has been decided upon. */
const unproven: Ruling = ({ config, state, weight, heldSeconds, numbers }) => {
  const beyond = weight > config.proofWeight && state.onceProven;
  if (!beyond && !needsProof(config.steps, weight, config.proofWeight)) return undefined;
  const isBeside = stepAfter(config.steps, weight) !== undefined;
  const lacking = isBeside
    ? lackingProof(config, state, numbers, heldSeconds)
    : lackingProofAlone(config, state, numbers);
  if (!lacking) return undefined;
  const { reason, inVain } = lacking;
  // With all of the traffic it looks worse than beside stable: what was proven there is no reason to wait for longer.
  const longest = isBeside ? secondsForProof(config, state, heldSeconds) : config.proofSeconds;
  const left = inVain ? 0 : longest - heldSeconds;
  return left > 0
    ? { kind: 'hold', rule: 'proof', reason: `${reason}; waits up to ${Math.ceil(left)} s for more` }
    : { kind: 'inconclusive', rule: 'proof', reason };
};

/** How many times `proofSeconds` a proof may take that is within reach: with little traffic it is time that is missing, not a good version. */
const proofPatience = 5;

/** The longest that a proof may take. */
export const provableSeconds = ({ proofSeconds }: Pick<EvidenceConfig, 'proofSeconds'>): number =>
  proofPatience * proofSeconds;

/** How long to wait for a proof at a weight: longer than the plan says only where it would be there by then if nothing else went wrong. */
function secondsForProof(config: EvidenceConfig, state: EvidenceState, heldSeconds: number): number {
  const { proofSeconds } = config;
  if (heldSeconds < proofSeconds) return proofSeconds;
  const longest = provableSeconds(config);
  const seen = state.observedUntil - state.since;
  const times = 1 + (longest - heldSeconds) / seen;
  return proofBeside(config, state, { times, demand: provenLate }).proven ? longest : proofSeconds;
}

/** The first that has something to say decides. */
const inOrder: readonly Ruling[] = [convicted, starved, blind, doubted, baking, unproven];

function onward({ config, state, weight, numbers }: Standing): Wish & { rule: Rule; reason: string } {
  const next = stepAfter(config.steps, weight);
  const { canary, stable } = state.compared;
  const effects = describeEffects(canary, standardised(stable, canary), config.latencyBoundsMs ?? []);
  const reason = `evidence against the canary is ${show(numbers.M)}: ${failures(numbers)}${effects ? `; ${effects}` : ''}`;
  return next
    ? { kind: 'step', weight: next.weight, rule: 'plan', reason }
    : { kind: 'promote', rule: 'plan', reason };
}

const bakeSeconds = ({ config, weight }: Pick<Standing, 'config' | 'weight'>): number =>
  stepAt(config.steps, weight)?.bakeSeconds ?? 0;

/** Why there is no proof, and whether there is none to wait for. */
interface Lacking {
  readonly reason: string;
  readonly inVain: boolean;
}

function lackingProof(
  config: EvidenceConfig,
  state: EvidenceState,
  numbers: Numbers,
  heldSeconds: number,
): Lacking | undefined {
  const isLate = heldSeconds >= config.proofSeconds;
  const proof = proofBeside(config, state, { demand: isLate ? provenLate : provenGood });
  if (proof.proven) return undefined;
  const reason = `${failures(numbers)}: not enough traffic yet: ${missing('could still be up to', proof)}`;
  return { reason, inVain: false };
}

/** With all of the traffic a canary may be another than beside stable. */
function lackingProofAlone(
  config: EvidenceConfig,
  state: EvidenceState,
  numbers: Numbers,
): Lacking | undefined {
  if (numbers.canaryRequests === 0)
    return { reason: 'not one request of the canary was seen', inVain: false };
  if (config.firstDeployment) return undefined;
  const { requests, errors } = state.compared.canaryAlone;
  // For some seconds callers may still have the weights before, so a short bake is over before it has shown anything.
  if (requests === 0)
    return { reason: 'no request has been seen yet with all of the traffic on the canary', inVain: false };
  const proof = proofAlone(config, state);
  if (proof.proven) return undefined;
  const reason = `${errors} of ${requests} requests failed with all of the traffic: ${missing('seems to be', proof)}`;
  return { reason, inVain: proof.refuted };
}

function missing(is: string, { errors, slow }: Proof): string {
  const above = ({ atMost, margin }: Proof['errors']) =>
    `${is} ${points(atMost)} points above stable's (limit ${points(margin)})`;
  const failing = `its error rate ${above(errors)}`;
  return slow ? `${failing}, and its share of slow requests ${above(slow)}` : failing;
}

/** A share as percentage points. */
const points = (share: number): string => (100 * share).toFixed(2);

/** What the canary does otherwise than stable, since the part that weighs most has something against it. */
function suspicions(config: EvidenceConfig, state: EvidenceState): string {
  const { A = 0, R = 0, B, L = 0 } = evidenceOf(state);
  const { errors, bursts, latency } = state.suspected;
  const suspected = L > Math.max(A, R, B) ? latency : R > Math.max(A, B) ? bursts : errors;
  if (!suspected) return '';
  const stable = comparedWith(suspected, state.control);
  const effects = describeEffects(suspected.canary, stable, config.latencyBoundsMs ?? []);
  return effects ? `; in the last ${state.observedUntil - suspected.since} s ${effects}` : '';
}

const failures = ({ canaryErrors, canaryRequests }: Numbers): string =>
  `${canaryErrors} of ${canaryRequests} requests of the canary failed`;

const parts = ({ A, R, B, L }: Evidence): string =>
  [
    A === undefined ? [] : `against stable ${show(A)}`,
    R === undefined ? [] : `bursts ${show(R)}`,
    `against the bound ${show(B)}`,
    L === undefined ? [] : `latency ${show(L)}`,
  ]
    .flat()
    .join(', ');

const show = (value: number): string => {
  if (value >= 1e6) return 'over a million';
  return value >= 100 ? value.toFixed(0) : value.toPrecision(2);
};
