import { orWarn } from '../or-warn.ts';
import type { AskedToClear } from '../../activities/clear-away.ts';
import { cleaningUp, clearing } from '../proxies.ts';
import { beside, sameTraffic, type TrafficSplit } from '../rollout/traffic-split.ts';
import { clearAtOnce, type Afterwards, type Fates } from './clear-at-once.ts';
import type { Weighted } from './weighted.ts';

/**
 * Removes versions that have no traffic any more, and takes them out of the split. Until a moment (epoch seconds): what is left then
 * stays in the split at weight 0, where the next rollout finds it, and `reconcile`.
 *
 * @param warn told of each thing that is left, and why
 * @param ending whether the rollout lets go of what it holds once nothing is left
 */
export async function clearAway(
  weighted: Weighted,
  serving: TrafficSplit,
  versions: readonly string[],
  until: number,
  warn: (sentence: string) => void,
  ending: Afterwards = 'goesOn',
): Promise<Fates> {
  const clear = (asked: AskedToClear) => clearing(until).clearAway(asked);
  const atOnce = await clearAtOnce(weighted, serving, versions, until, ending, clear);
  return atOnce ?? clearPartByPart(weighted, serving, versions, until, warn);
}

async function clearPartByPart(
  { router, provisioner, progress, memory }: Weighted,
  serving: TrafficSplit,
  versions: readonly string[],
  until: number,
  warn: (sentence: string) => void,
): Promise<Fates> {
  const staysNamed = memory.router?.namesWhoGoes === true;
  const fates = new Map<string, 'removed' | 'kept' | 'left'>();
  const stillNamed = `the router still names ${versions.join(' and ')}`;

  // A virtual node cannot be deleted while a route names it.
  if (!staysNamed) await name([], stillNamed);
  // Somebody may have given them traffic since, who goes on being named.
  else if (sameTraffic(progress.status.wanted, serving))
    await shift(progress.status.wanted, `${versions.join(' and ')} may still get traffic`);
  for (const version of versions) {
    progress.waitFor(`${version} to be removed`, until);
    const made = memory.made.get(version);
    const remove = () => cleaningUp(until).removeVersion(provisioner, version, made);
    const fate = (await orWarn(`${version} is not removed`, warn, remove)) ?? 'left';
    fates.set(version, fate);
    if (fate !== 'left') progress.note(`${version} is ${fate}`);
    if (fate !== 'removed') continue;
    memory.held.delete(version);
    memory.removed = [...memory.removed, version];
  }
  memory.left = versions.filter((version) => fates.get(version) === 'left');
  if (memory.left.length > 0 && memory.stable === undefined && serving.length === 0)
    warn(
      `"serin reconcile" with the file of ${memory.left.join(' and ')} removes what is left, since no version serves`,
    );
  if (memory.left.length > 0 ? serving.length > 0 : staysNamed) {
    const undone =
      memory.left.length > 0
        ? `the next rollout will not find what is left of ${memory.left.join(' and ')}`
        : stillNamed;
    const named = await name(memory.left, undone);
    if (!named) memory.left = [];
  }
  return fates;

  function name(idle: readonly string[], left: string): Promise<boolean> {
    return shift(beside(serving, idle), left);
  }

  async function shift(split: TrafficSplit, left: string): Promise<boolean> {
    progress.want(split);
    progress.waitFor('the router to name nobody else', until);
    const shifted = await orWarn(left, warn, () =>
      cleaningUp(until).shiftTraffic(router, split, memory.router),
    );
    if (shifted !== undefined) progress.readBack(shifted);
    return shifted !== undefined;
  }
}
