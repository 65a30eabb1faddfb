import type { Progress } from '../progress.ts';
import type { WeightedSpec } from '../rollout/driver-spec.ts';
import type { RolloutPlan } from '../rollout/plan.ts';
import type { ProvisionerSpec } from '../rollout/provisioner-spec.ts';
import type { Memory } from './memory.ts';

/** A rollout under way whose weights are written on a router, and whose versions are made by a provisioner. */
export interface Weighted extends Pick<WeightedSpec, 'router' | 'provisioner'> {
  readonly plan: RolloutPlan;
  /** The provisioner's spec with what only making a version takes. */
  readonly making: ProvisionerSpec;
  readonly progress: Progress;
  readonly memory: Memory;
}
