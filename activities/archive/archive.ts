import type { Act } from '../made-calls.ts';
import type { Owner } from '../../workflows/rollout/owner.ts';
import type { RolloutPlan } from '../../workflows/rollout/plan.ts';
import type { RolloutStatus } from '../../workflows/rollout/status.ts';

/** A rollout that has ended, as it is kept beyond Temporal's retention. Times are ISO. */
export interface ArchivedRollout extends Owner {
  /** The form of the record, so that later ones can tell. */
  readonly form: 1;
  readonly runId: string;
  readonly started: string;
  readonly ended: string;
  readonly status: RolloutStatus;
  /** Where its version's commit can be seen. */
  readonly commit?: string;
  /** What it was settled to do. */
  readonly plan?: RolloutPlan;
  /** What it has changed in AWS, in order; of a great many only the latest. */
  readonly acts?: readonly Act[];
}

/** Where ended rollouts are kept. */
export interface Archive {
  has(rollout: Pick<ArchivedRollout, keyof Owner | 'runId' | 'started'>): Promise<boolean>;
  /** Keeps a rollout, whole or not at all; keeping it again changes nothing. */
  keep(rollout: ArchivedRollout): Promise<void>;
  /** The newest of a service first. What cannot be read is left out. */
  latest(owner: Owner, limit: number): Promise<ArchivedRollout[]>;
  find(owner: Owner, runId: string): Promise<ArchivedRollout | undefined>;
}
