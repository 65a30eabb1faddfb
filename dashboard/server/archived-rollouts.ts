import type { Archive, ArchivedRollout } from '../../activities/archive/archive.ts';
import { commitIn } from '../../client/rollouts/commit-page.ts';
import type { FoundRollout } from '../../client/rollouts/find.ts';
import type { RolloutView } from '../../client/rollouts/view.ts';
import { isTrouble } from '../../client/trouble.ts';
import { rolloutId } from '../../workflows/messages.ts';
import { listedStateOf } from '../../workflows/rollout/listed-state.ts';
import type { Rollouts } from './rollouts.ts';

/** Adds to what Temporal knows of a service's past what an archive has of it, which is the same but that Temporal forgets. */
export const withArchive = (rollouts: Rollouts, archive: Archive): Rollouts => ({
  ...rollouts,
  async list(listing, limit, after) {
    const page = await rollouts.list(listing, limit, after);
    const { environment, service } = listing;
    if (environment === undefined || service === undefined || page.next !== undefined) return page;
    const known = new Set(page.found.map(({ info }) => info.runId));
    const kept = await archive.latest({ environment, service }, limit);
    const forgotten = kept.filter(({ runId }) => !known.has(runId)).map(foundOf);
    return { found: [...page.found, ...forgotten].sort(newestFirst).slice(0, limit), next: undefined };
  },
  async view(owner, runId) {
    try {
      return await rollouts.view(owner, runId);
    } catch (error) {
      if (!isTrouble(error, 'noRollout', 'noWorker', 'cannotGoOn')) throw error;
      const kept =
        runId === undefined ? (await archive.latest(owner, 1))[0] : await archive.find(owner, runId);
      if (kept === undefined || (runId === undefined && !isTrouble(error, 'noRollout'))) throw error;
      return viewOf(kept);
    }
  },
});

const newestFirst = (a: FoundRollout, b: FoundRollout): number =>
  b.info.startTime.getTime() - a.info.startTime.getTime();

function foundOf(kept: ArchivedRollout): FoundRollout {
  const { environment, service, status, runId, started, ended } = kept;
  return {
    info: {
      workflowId: rolloutId(environment, service),
      runId,
      status: { code: 2, name: 'COMPLETED' },
      startTime: new Date(started),
      closeTime: new Date(ended),
      taskQueue: '',
    } as FoundRollout['info'],
    listed: { environment, service, version: status.canary, startedBy: undefined, ...listedStateOf(status) },
    view: viewOf(kept),
  };
}

function viewOf({ environment, service, runId, status, commit: told }: ArchivedRollout): RolloutView {
  const commit = commitIn({ commit: told });
  return {
    id: rolloutId(environment, service),
    runId,
    running: false,
    status,
    attempts: [],
    ...(commit !== undefined && { commit }),
  };
}
