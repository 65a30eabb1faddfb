import { ActivityFailure, isCancellation } from '@temporalio/workflow';
import { refusing, rootMessage } from '../outcome.ts';
import { nowSeconds } from '../progress.ts';
import { awaitingReady } from '../proxies.ts';
import { describeSplit, type TrafficSplit } from '../rollout/traffic-split.ts';
import type { Weighted } from './weighted.ts';

/** Before traffic goes back to a service that a dead rollout may have left in the midst of a deployment. */
export async function mustServeAtHome(
  { plan, provisioner, progress, memory }: Weighted,
  live: TrafficSplit,
): Promise<void> {
  if (memory.home === undefined) return;
  const { stable } = progress.status;
  if (stable === undefined || live.every(({ version, weight }) => weight === 0 || version === stable)) return;
  const { readySeconds } = plan.limits;
  progress.waitFor(`${stable} to be ready for all traffic`, nowSeconds() + readySeconds);
  try {
    await awaitingReady(readySeconds).awaitReady(provisioner, stable);
  } catch (error) {
    if (!(error instanceof ActivityFailure) || isCancellation(error)) throw error;
    throw refusing(
      `${stable} cannot take the traffic, which stays at ${describeSplit(live)}: ${rootMessage(error)}`,
    );
  }
}
