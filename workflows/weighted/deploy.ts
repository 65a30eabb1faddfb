import { workflowInfo } from '@temporalio/workflow';
import { nowSeconds } from '../progress.ts';
import { awaitingReady, creating } from '../proxies.ts';
import { holdScaling } from './scaling.ts';
import { changing } from './unanswered.ts';
import type { Weighted } from './weighted.ts';

/** Makes the new version run, and waits until it could serve; neither version shrinks from then on. */
export async function deploy(weighted: Weighted): Promise<void> {
  const { plan, making, router, provisioner, progress, memory } = weighted;
  const { readySeconds } = plan.limits;
  const { id } = plan.version;
  if (memory.stable !== undefined && memory.stableIsScaled) await holdScaling(weighted, memory.stable);
  progress.enter('deploying', `creating ${id}`);
  progress.waitFor(`${id} to be ready`, nowSeconds() + readySeconds);
  const { firstExecutionRunId: rollout } = workflowInfo();
  const create = () => creating(readySeconds).createVersion(making, id, rollout);
  const made = await changing(memory, create);
  memory.made.set(id, made);
  // From when it is ready no tag has to say whose the canary's target group is.
  const routed = memory.router?.groups && { router, memory: memory.router };
  const ready = await awaitingReady(readySeconds).awaitReady(provisioner, id, routed);
  memory.router = ready.memory ?? memory.router;
  progress.note(`${id} is ready`);
  if (ready.isScaled !== false) await holdScaling(weighted, id);
}
