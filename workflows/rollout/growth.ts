import { greatestNext, type PlannedSteps } from './auto-steps.ts';
import type { ProvisionerSpec } from './provisioner-spec.ts';
import type { TrafficSplit } from './traffic-split.ts';

/** A canary that began small, and the weight for which it has to have the tasks, in percent. */
export interface Growth {
  readonly stable: string;
  readonly canary: string;
  readonly weight: number;
}

/** Whether versions begin small, and get more tasks with their weight. */
export const tasksGrow = (provisioner: ProvisionerSpec | undefined): boolean =>
  provisioner?.kind === 'ecs' && provisioner.tasks !== undefined;

/** What has to grow before a split is written; undefined where versions are made at full size, or the canary gets nothing. */
export function growthFor(
  provisioner: ProvisionerSpec,
  version: string,
  split: TrafficSplit,
): Growth | undefined {
  if (!tasksGrow(provisioner)) return undefined;
  const canary = split.find((share) => share.version === version);
  const stable = split.find((share) => share.version !== version);
  if (canary === undefined || stable === undefined || canary.weight === 0) return undefined;
  return { stable: stable.version, canary: canary.version, weight: canary.weight };
}

/** What may grow meanwhile, for the step after it; for the last one, what it needs itself. */
export const nextGrowth = (planned: PlannedSteps, growth: Growth): Growth => ({
  ...growth,
  weight: greatestNext(planned, growth.weight),
});
