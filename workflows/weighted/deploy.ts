import { workflowInfo } from '@temporalio/workflow';
import { nowSeconds } from '../progress.ts';
import { awaitingReady, creating } from '../proxies.ts';
import { sameTraffic } from '../rollout/traffic-split.ts';
import { holdScaling } from './scaling.ts';
import { changing } from './unanswered.ts';
import type { Weighted } from './weighted.ts';

/**
 * Makes the new version run, and waits until it could serve; neither version shrinks from then on.
 *
 * @param mend called where somebody has changed the weights meanwhile
 */
export async function deploy(weighted: Weighted, mend?: () => Promise<void>): Promise<void> {
  const { plan, making, router, provisioner, progress, memory } = weighted;
  const { readySeconds } = plan.limits;
  const { id } = plan.version;
  if (memory.stable !== undefined && memory.stableIsScaled) await holdScaling(weighted, memory.stable);
  progress.enter('deploying', `creating ${id}`);
  const until = nowSeconds() + readySeconds;
  progress.waitFor(`${id} to be ready`, until);
  const { firstExecutionRunId: rollout } = workflowInfo();
  const create = () => creating(readySeconds).createVersion(making, id, rollout);
  const made = await changing(memory, create);
  memory.made.set(id, made);
  const awaitReady = () => {
    const routed = { router, memory: memory.router, wanted: progress.status.wanted };
    return awaitingReady(Math.max(1, until - nowSeconds())).awaitReady(provisioner, id, routed);
  };
  let ready = await awaitReady();
  for (; ready.isPending && mend; ready = await awaitReady()) await mend();
  const { wanted, readBack } = progress.status;
  // Of what was seen before people have been told, and may have decided.
  if (ready.hasDrifted && sameTraffic(readBack, wanted)) await mend?.();
  memory.router = ready.memory ?? memory.router;
  progress.note(`${id} is ready`);
  if (ready.isScaled !== false) await holdScaling(weighted, id);
}
