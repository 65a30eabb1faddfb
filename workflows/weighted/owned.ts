import { refusing } from '../outcome.ts';
import { settling } from '../proxies.ts';
import type { Weighted } from './weighted.ts';

/**
 * Refuses, before anything is made, a rollout that would take over or remove what no rollout of its service made. What is
 * owned is recorded by its physical id, so that the rollout knows it again whatever becomes of its tags.
 */
export async function mustBeOwned(
  { provisioner, progress, memory }: Weighted,
  versions: readonly string[],
): Promise<void> {
  progress.waitFor(`it to be known whose ${versions.join(' and ')} are`);
  const refusals: string[] = [];
  for (const version of versions) {
    const found = await settling.readOwnership(provisioner, version);
    if (found.kind === 'owned') memory.made.set(version, found.id);
    if (found.kind === 'foreign') refusals.push(found.reason);
  }
  if (refusals.length > 0) throw refusing(refusals.join('; '));
}
