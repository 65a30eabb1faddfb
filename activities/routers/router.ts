import type { Adoptable } from '../ownership.ts';
import type { RouterMemory } from '../../workflows/rollout/router-memory.ts';
import type { TrafficSplit } from '../../workflows/rollout/traffic-split.ts';

/** What splits traffic between versions. Weights are absolute, so repeating a write changes nothing. */
export interface TrafficRouter {
  /** Whether versions that a split does not name stay in the router at weight 0. */
  readonly keepsIdle?: boolean;
  /** What a later read or write may need that could be gone by then, where it needs anything. */
  remember?(): Promise<RouterMemory>;
  /** What of it a person may hand over to rollouts of the service, where it has anything that is tagged. */
  adoptable?(): Promise<readonly Adoptable[]>;
  /** Hands over all of that. */
  adopt?(): Promise<void>;
  /** What the router does now. */
  read(): Promise<TrafficSplit>;
  /** Makes the split so; an empty split takes the service off the router. */
  write(split: TrafficSplit): Promise<void>;
}
