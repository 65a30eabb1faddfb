import { nowSeconds } from '../progress.ts';
import { leftIn } from '../rollout/start.ts';
import { allTo, onlyServing, type TrafficSplit } from '../rollout/traffic-split.ts';
import { clearAway } from './clear-away.ts';
import { drain } from './drain.ts';
import { mustServeAtHome } from './home.ts';
import { inheritScaling, mendScaling } from './scaling.ts';
import { shift } from './shift.ts';
import type { Weighted } from './weighted.ts';

/**
 * Puts right what an earlier rollout left: all traffic to stable, then the versions that it left in the split are removed,
 * but for the one that is to be rolled out now. What scaled them scales stable, where nothing does. What cannot be removed now is tried
 * again when this rollout cleans up. Answers what became of them, as sentences.
 */
export async function mend(weighted: Weighted, stable: string, live: TrafficSplit): Promise<string[]> {
  const { plan, progress, memory } = weighted;
  progress.status.stable = stable;
  const left = leftIn(live, stable, plan.version.id);
  await mustServeAtHome(weighted, live);
  const namesWhoGoes = memory.router?.namesWhoGoes === true;
  await shift(weighted, namesWhoGoes ? onlyServing(stable, left, live) : allTo(stable));
  if (left.length === 0) return [];
  await drain(weighted, left);
  const said: string[] = [];
  for (const version of left) said.push(...(await inheritScaling(weighted, version, stable)));
  const until = nowSeconds() + plan.limits.cleanUpSeconds;
  const warn = (sentence: string) => {
    progress.note(sentence);
    said.push(sentence);
  };
  const fates = await clearAway(weighted, allTo(stable), left, until, warn);
  for (const [version, fate] of fates) {
    if (fate !== 'left') said.push(`${version} is ${fate}`);
    if (fate === 'kept') said.push(...(await mendScaling(weighted, version)));
  }
  return said;
}
