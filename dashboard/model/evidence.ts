import { watchedVerdict } from '../../client/render/evidence-text.ts';
import { evidenceFraction } from '../../client/render/picture/bar.ts';
import type { RolloutView } from '../../client/rollouts/view.ts';
import type { Verdict } from '../../workflows/rollout/judge/verdict.ts';

/** How much speaks against the canary, and how much convicts it. */
export interface EvidenceLevel {
  /** From 1, which is none, upwards. */
  readonly against: number;
  readonly threshold: number;
  /** The way to the line that convicts on a logarithmic scale, 0 to 1. */
  readonly fraction: number;
  readonly requests: number | undefined;
  readonly failed: number | undefined;
}

/** The evidence of a watch under way, or else of the latest verdict; undefined where the judge weighs none. */
export function evidenceIn(view: RolloutView): EvidenceLevel | undefined {
  const watched = view.running ? watchedVerdict(view) : undefined;
  return evidenceLevel(watched ?? view.status.verdicts.findLast(({ numbers }) => numbers['M'] !== undefined));
}

/** The evidence that a verdict is based on. */
export function evidenceLevel(verdict: Verdict | undefined): EvidenceLevel | undefined {
  const { M, threshold, canaryRequests, canaryErrors } = verdict?.numbers ?? {};
  if (M === undefined || threshold === undefined) return undefined;
  return {
    against: M,
    threshold,
    fraction: Math.min(1, evidenceFraction(M, threshold)),
    requests: canaryRequests,
    failed: canaryErrors,
  };
}
