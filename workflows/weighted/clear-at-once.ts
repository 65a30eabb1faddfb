import { ActivityFailure, isCancellation, workflowInfo } from '@temporalio/workflow';
import type { AskedToClear, Cleared } from '../../activities/clear-away.ts';
import { sameTraffic, type TrafficSplit } from '../rollout/traffic-split.ts';
import type { Weighted } from './weighted.ts';

/** What became of each version. */
export type Fates = ReadonlyMap<string, 'removed' | 'kept' | 'left'>;

/** Whether it is the last that a rollout changes. */
export type Afterwards = 'ends' | 'goesOn';

/**
 * Removes versions that have no traffic any more, takes them out of the split, and lets go of what the rollout holds where it ends: all in
 * one activity. Answers undefined where it has to be done part by part, since something keeps one of them from its end.
 *
 * @param clear asks for the activity
 */
export async function clearAtOnce(
  { router, provisioner, progress, memory }: Weighted,
  serving: TrafficSplit,
  versions: readonly string[],
  until: number,
  ending: Afterwards,
  clear: (asked: AskedToClear) => Promise<Cleared | undefined>,
): Promise<Fates | undefined> {
  const { wanted } = progress.status;
  const staysNamed = memory.router?.namesWhoGoes === true;
  // Where somebody has given them traffic since, who goes on being named, that is theirs.
  const named = sameTraffic(wanted, serving) ? wanted : undefined;
  const [first, last] = staysNamed ? [named, serving] : [serving, undefined];
  if (first) progress.want(first);
  progress.waitFor(`${versions.join(' and ')} to be removed`, until);
  const cleared = await orUndefined(() =>
    clear({
      router,
      ...(memory.router && { memory: memory.router }),
      provisioner,
      ...(first && { first }),
      versions: versions.map((version) => madeOf(memory.made, version)),
      ...(last && { last }),
      ...(ending === 'ends' && {
        held: { locks: memory.locks, firstRunId: workflowInfo().firstExecutionRunId },
      }),
    }),
  );
  if (cleared?.isDone !== true) return undefined;
  progress.want(serving);
  if (cleared.split) progress.readBack(cleared.split);
  const fates = new Map(Object.entries(cleared.fates));
  for (const [version, fate] of fates) {
    progress.note(`${version} is ${fate}`);
    if (fate !== 'removed') continue;
    memory.held.delete(version);
    memory.removed = [...memory.removed, version];
  }
  memory.left = [];
  if (ending === 'ends') memory.locks = [];
  return fates;
}

function madeOf(made: ReadonlyMap<string, string>, version: string) {
  const id = made.get(version);
  return { version, ...(id !== undefined && { made: id }) };
}

async function orUndefined<T>(act: () => Promise<T>): Promise<T | undefined> {
  try {
    return await act();
  } catch (error) {
    if (!(error instanceof ActivityFailure) || isCancellation(error)) throw error;
    return undefined;
  }
}
