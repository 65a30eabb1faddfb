import type { Looked } from './judge/judge.ts';
import type { ProvisionerSpec } from './provisioner-spec.ts';
import type { RouterMemory } from './router-memory.ts';
import type { RouterSpec } from './router-spec.ts';
import type { TrafficSplit } from './traffic-split.ts';

/** Where to look besides the metrics: who gets the traffic, and who could answer it. */
export interface AskedAround {
  readonly router: RouterSpec;
  readonly provisioner: ProvisionerSpec;
  readonly memory?: RouterMemory;
  /** Physical ids of the versions that the rollout has made. */
  readonly made: Readonly<Record<string, string>>;
}

/** What was seen there. */
export interface Surroundings {
  readonly live: TrafficSplit;
  /** How many tasks of a version with traffic could answer; left out where that cannot be told. */
  readonly healthy: Readonly<Record<string, number>>;
}

/** A look that has gone on to the next step by itself. */
export interface WentOnward {
  /** Why it may, as a sentence. */
  readonly reason: string;
  /** Right before it was written, in epoch seconds. */
  readonly at: number;
  /** What was read back; left out where that failed: it may have its effect all the same, and late. */
  readonly split?: TrafficSplit;
}

/** A look at the metrics, with what was seen around them. */
export interface LookedAround extends Looked {
  /** Left out where that could not be read soon. */
  readonly surroundings?: Surroundings;
  /** Where it has gone on to the next step at once. */
  readonly onward?: WentOnward;
}
