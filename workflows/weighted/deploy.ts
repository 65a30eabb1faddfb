import { ActivityFailure, isCancellation, workflowInfo } from '@temporalio/workflow';
import { nowSeconds } from '../progress.ts';
import { awaitingReady, creating, looking } from '../proxies.ts';
import { holdScaling } from './scaling.ts';
import { changing } from './unanswered.ts';
import type { Weighted } from './weighted.ts';

/** Makes the new version run, and waits until it could serve; neither version shrinks from then on. */
export async function deploy(weighted: Weighted): Promise<void> {
  const { plan, making, provisioner, progress, memory } = weighted;
  const { readySeconds } = plan.limits;
  const { id } = plan.version;
  if (memory.stable !== undefined) await holdScaling(weighted, memory.stable);
  progress.enter('deploying', `creating ${id}`);
  progress.waitFor(`${id} to be ready`, nowSeconds() + readySeconds);
  const { firstExecutionRunId: rollout } = workflowInfo();
  const create = () => creating(readySeconds).createVersion(making, id, rollout);
  const made = await changing(memory, create);
  memory.made.set(id, made);
  await awaitingReady(readySeconds).awaitReady(provisioner, id);
  progress.note(`${id} is ready`);
  await holdScaling(weighted, id);
  await rememberCanary(weighted);
}

/** From here on no tag has to say whose the canary's target group is. It can do without, where the router cannot be read now. */
async function rememberCanary({ router, memory }: Weighted): Promise<void> {
  if (memory.router?.groups === undefined) return;
  try {
    memory.router = await looking.rememberRouter(router, memory.router);
  } catch (error) {
    if (!(error instanceof ActivityFailure) || isCancellation(error)) throw error;
  }
}
