import type { WeightedSpec } from '../../workflows/rollout/driver-spec.ts';
import type { RolloutPlan } from '../../workflows/rollout/plan.ts';

/** The driver of a plan that is meant to have a router. */
export function weightedOf({ driver }: Pick<RolloutPlan, 'driver'>): WeightedSpec {
  if (driver.kind !== 'weighted') throw new Error(`a driver of kind ${driver.kind}`);
  return driver;
}
