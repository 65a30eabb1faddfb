import { drain } from './drain.ts';
import { awaitingReady } from '../proxies.ts';
import { leftIn } from '../rollout/start.ts';
import { allTo, type TrafficSplit } from '../rollout/traffic-split.ts';
import { inheritScaling, mendScaling } from './scaling.ts';
import { shift } from './shift.ts';
import type { Weighted } from './weighted.ts';

/**
 * Puts right what a dead rollout left: all traffic to stable, then the versions that it left in the split are removed,
 * but for the one that is to be rolled out now. What scaled them scales stable, where nothing does. Answers what became
 * of them, as sentences.
 */
export async function mend(weighted: Weighted, stable: string, live: TrafficSplit): Promise<string[]> {
  const { plan, provisioner, progress } = weighted;
  progress.status.stable = stable;
  await shift(weighted, allTo(stable));
  const left = leftIn(live, stable, plan.version.id);
  if (left.length === 0) return [];
  await drain(weighted, left);
  const fates: string[] = [];
  for (const version of left) {
    fates.push(...(await inheritScaling(weighted, version, stable)));
    progress.waitFor(`${version}, which an earlier rollout left, to be removed`);
    const fate = await awaitingReady(plan.limits.readySeconds).removeVersion(provisioner, version, undefined);
    progress.note(`${version} is ${fate}`);
    fates.push(`${version} is ${fate}`);
    if (fate === 'kept') fates.push(...(await mendScaling(weighted, version)));
  }
  return fates;
}
