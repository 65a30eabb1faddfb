import type { Step } from '../steps.ts';
import { type Tolerance, toleranceDefaults } from './tolerance.ts';

/** What a plan says about the judge that weighs evidence. Rates and shares are fractions of requests. */
export interface EvidenceSpec {
  readonly kind: 'evidence';
  /** Chance that a rollout rolls back a healthy version, however often it looks. */
  readonly falseRollbackChance: number;
  /** Error rate that is good enough when there is no older version to compare with. */
  readonly objectiveErrorRate: number;
  /** A canary that is proven to fail at most this much more than stable, or half as much again, is good. */
  readonly marginErrorRate: number;
  /** The same for the share of requests slower than the latency bound nearest stable's median. */
  readonly marginSlowShare: number;
  /** What is no worse than this is no evidence. */
  readonly tolerance: Tolerance;
  /** New tasks may be slow for so long, from each rise of the weight on: that alone convicts nobody. */
  readonly warmUpSeconds: number;
  /** Requests that take no longer are not slow, whatever stable's take. */
  readonly negligibleMs: number;
  /** No step goes beyond this weight, in percent, before the canary is proven to be good. */
  readonly proofWeight: number;
  /** How long to wait for that proof before the answer is inconclusive. */
  readonly proofSeconds: number;
  /** Evidence at which the weight is kept, and for how long at most. */
  readonly doubt: number;
  readonly doubtSeconds: number;
  /** How long the canary may be out of sight, beyond the metrics' own lag, before the weight is kept. */
  readonly blindHoldSeconds: number;
  /** For how much of that stable has to be in sight before the canary is rolled back. */
  readonly blindRollBackSeconds: number;
}

/** Everything that is settled before a rollout is judged. */
export interface EvidenceConfig extends EvidenceSpec {
  readonly steps: readonly Step[];
  readonly bucketSeconds: number;
  /** How long after its end a bucket can be read. */
  readonly lagSeconds: number;
  readonly countedTogether?: boolean;
  /** Nobody to compare with: stable is not looked at. */
  readonly firstDeployment: boolean;
  /** Upper bounds of the latency histogram, ascending; left out where there is none. */
  readonly latencyBoundsMs?: readonly number[];
}

/** The parameters that the method was calibrated with; measured by `npm run bench:judge`. */
export const evidenceDefaults: EvidenceSpec = {
  kind: 'evidence',
  falseRollbackChance: 0.01,
  objectiveErrorRate: 0.01,
  marginErrorRate: 0.01,
  marginSlowShare: 0.075,
  tolerance: toleranceDefaults,
  warmUpSeconds: 60,
  negligibleMs: 5,
  proofWeight: 50,
  proofSeconds: 1800,
  doubt: 10,
  doubtSeconds: 900,
  blindHoldSeconds: 60,
  blindRollBackSeconds: 300,
};
