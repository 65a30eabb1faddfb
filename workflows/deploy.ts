import { workflowInfo } from '@temporalio/workflow';
import { nowSeconds, type Progress } from './progress.ts';
import { awaitingReady, creating } from './proxies.ts';
import type { RolloutPlan } from './rollout/plan.ts';
import { changing } from './unanswered.ts';

/** Makes the new version run, and waits until it could serve. */
export async function deploy(plan: RolloutPlan, progress: Progress): Promise<void> {
  const { readySeconds } = plan.limits;
  const { id } = plan.version;
  progress.enter('deploying', `creating ${id}`);
  progress.waitFor(`${id} to be ready`, nowSeconds() + readySeconds);
  const { firstExecutionRunId: rollout } = workflowInfo();
  const made = await changing(progress, () =>
    creating(readySeconds).createVersion(plan.provisioner, id, rollout),
  );
  progress.made.set(id, made);
  await awaitingReady(readySeconds).awaitReady(plan.provisioner, id);
  progress.note(`${id} is ready`);
}
