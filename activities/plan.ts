import { ApplicationFailure } from '@temporalio/common';
import { describeProblems } from '../workflows/rollout/deployment-file/problem.ts';
import { settlePlan } from '../workflows/rollout/deployment-file/settle.ts';
import type { RolloutPlan } from '../workflows/rollout/plan.ts';

/**
 * Settling is an activity so that the plan stands in the rollout's history, whatever later versions make of the file.
 *
 * @param searchable whether Temporal knows the search attributes that rollouts are found by
 */
export function createPlanActivities(searchable: boolean) {
  return {
    async settlePlan(input: unknown): Promise<RolloutPlan> {
      const settled = settlePlan(input);
      if (settled.ok) return Promise.resolve({ ...settled.value, ...(searchable && { searchable }) });
      const { problems } = settled;
      throw ApplicationFailure.create({
        type: 'InvalidPlan',
        message: describeProblems(problems),
        details: [problems],
      });
    },
  };
}
