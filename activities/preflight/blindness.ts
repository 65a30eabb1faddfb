import type { MetricsSpec } from '../../workflows/rollout/metrics-spec.ts';
import type { RolloutPlan } from '../../workflows/rollout/plan.ts';
import { fieldNames } from '../plan/field-names.ts';
import { wrong, type Finding } from './finding.ts';

/** Why metrics cannot know of a version's failures, as a sentence; undefined where they can. */
export type BlindnessOf = (metrics: MetricsSpec) => Promise<string | undefined>;

/** Metrics that cannot know of failures would promote every version. */
export async function blindnessFindings(plan: RolloutPlan, blindnessOf: BlindnessOf): Promise<Finding[]> {
  const blindness = await blindnessOf(plan.metrics);
  return blindness === undefined ? [] : [wrong(fieldNames(plan).metrics, blindness)];
}
