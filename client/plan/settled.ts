import { ApplicationFailure } from '@temporalio/common';
import { FAILURE } from '../../workflows/messages.ts';
import type { RolloutPlan } from '../../workflows/rollout/plan.ts';
import type { Rehearsal } from '../../worker/rehearsal.ts';
import { orFailWithoutAws } from '../aws-trouble.ts';
import { Trouble } from '../trouble.ts';

/** Settles the plan as a worker does, the image's digest included. */
export async function settled({ activities }: Rehearsal, content: unknown): Promise<RolloutPlan> {
  try {
    return await activities.settlePlan(content);
  } catch (error) {
    if (error instanceof ApplicationFailure && error.type === FAILURE.invalidPlan)
      throw new Trouble('badInput', error.message);
    return orFailWithoutAws(error);
  }
}
