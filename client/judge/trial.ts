import type { History } from '../../workflows/rollout/judge/baseline.ts';
import type { Bucket } from '../../workflows/rollout/judge/bucket.ts';
import { decide, type Decision } from '../../workflows/rollout/judge/decide.ts';
import type { EvidenceConfig } from '../../workflows/rollout/judge/evidence-config.ts';
import { type EvidenceState, observe, startEvidence } from '../../workflows/rollout/judge/evidence.ts';
import { stepAfter } from '../../workflows/rollout/judge/ladder.ts';
import type { InconclusivePolicy } from '../../workflows/rollout/plan.ts';

/** A rollout that the judge drives alone: the workflow's decisions, without a cloud and without a clock. */
export interface Trial {
  readonly config: EvidenceConfig;
  readonly onInconclusive: InconclusivePolicy;
  readonly state: EvidenceState;
  readonly weight: number;
  readonly weightSince: number;
  /** The weight last asked for, and when: whoever applies it does so from then on. */
  readonly asked: { readonly weight: number; readonly at: number; readonly reason?: string };
  /** Whether the policy for what cannot be proven was ever asked. */
  readonly inconclusive: boolean;
  /** Set once it is over. */
  readonly end?: End;
}

export type End =
  | { readonly kind: 'rollBack'; readonly reason: string }
  | { readonly kind: 'promote'; readonly reason: string };

/** `since` is when the canary first gets traffic, at `weight` percent; times are epoch seconds. */
export function startTrial(
  config: EvidenceConfig,
  onInconclusive: InconclusivePolicy,
  history: History,
  since: number,
  weight: number,
): Trial {
  const state = startEvidence(config, history, since);
  return {
    config,
    onInconclusive,
    state,
    weight,
    weightSince: since,
    asked: { weight, at: since },
    inconclusive: false,
  };
}

export const observeInTrial = (trial: Trial, bucket: Bucket, weight: number): Trial =>
  trial.end ? trial : { ...trial, state: observe(trial.config, trial.state, bucket, weight) };

/** One tick, at which `weight` percent are in force: decides, and notes what it asks for. */
export function tickTrial(before: Trial, now: number, weight: number): Trial {
  if (before.end) return before;
  const trial =
    weight === before.weight ? before : { ...before, weight, weightSince: sinceWhen(before, now, weight) };
  const decision = decide(trial.config, trial.state, now, weight, trial.weightSince);
  const wish = settle(trial, decision);
  const inconclusive = trial.inconclusive || decision.kind === 'inconclusive';
  switch (wish.kind) {
    case 'weight':
      return { ...trial, inconclusive, asked: { weight: wish.weight, at: now, reason: decision.reason } };
    case 'rollBack':
    case 'promote':
      return { ...trial, inconclusive, end: wish };
  }
}

const sinceWhen = ({ asked }: Trial, now: number, weight: number): number =>
  weight === asked.weight ? asked.at : now;

/** What a decision means for the weight, with the plan's policy for what cannot be proven. */
function settle(
  { config, onInconclusive, weight }: Trial,
  decision: Decision,
): End | { readonly kind: 'weight'; readonly weight: number } {
  const { reason } = decision;
  switch (decision.kind) {
    case 'rollBack':
    case 'promote':
      return { kind: decision.kind, reason };
    case 'step':
      return { kind: 'weight', weight: decision.weight };
    case 'stay':
    case 'hold':
      return { kind: 'weight', weight };
    case 'inconclusive':
      switch (onInconclusive) {
        case 'pause':
          return { kind: 'weight', weight };
        case 'rollBack':
          return { kind: 'rollBack', reason };
        case 'advance': {
          const next = stepAfter(config.steps, weight);
          return next ? { kind: 'weight', weight: next.weight } : { kind: 'promote', reason };
        }
      }
  }
}
