import { ActivityFailure, isCancellation } from '@temporalio/workflow';
import { refusing, rootMessage } from '../outcome.ts';
import { nowSeconds } from '../progress.ts';
import { awaitingReady, settling } from '../proxies.ts';
import { noHome, type Found } from '../rollout/start.ts';
import { describeSplit, type TrafficSplit } from '../rollout/traffic-split.ts';
import type { Weighted } from './weighted.ts';

/** The service that is stable for good, in place: what it runs is remembered for the way back. Undefined where versions take turns. */
export async function readHome({ provisioner, progress, memory }: Weighted): Promise<Found['home']> {
  if (!('home' in provisioner) || provisioner.home === undefined) return undefined;
  const { cluster, service } = provisioner.home;
  progress.waitFor(`ECS service ${service} to be looked at`);
  const running = await settling.readHome(provisioner);
  if (running === null) throw refusing(noHome(service, cluster));
  memory.home = { ...running, isGiven: false };
  progress.status.stableRuns = running.version;
  return { service, version: running.version };
}

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
