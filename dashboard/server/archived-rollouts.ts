import type { Archive, ArchivedRollout } from '../../activities/archive/archive.ts';
import { commitIn } from '../../client/rollouts/commit-page.ts';
import type { FoundRollout } from '../../client/rollouts/find.ts';
import type { RolloutView } from '../../client/rollouts/view.ts';
import { isTrouble } from '../../client/trouble.ts';
import { rolloutId } from '../../workflows/messages.ts';
import { listedStateOf } from '../../workflows/rollout/listed-state.ts';
import type { Owner } from '../../workflows/rollout/owner.ts';
import type { Rollouts } from './rollouts.ts';
import { sharedAnswers } from './shared-answers.ts';

/** What is kept changes no more; what is not may be kept soon. */
const [KEPT_MILLIS, LACKING_MILLIS] = [60_000, 5000];

/** Adds to what Temporal knows of a service's past what an archive has of it, which is the same but that Temporal forgets. */
export function withArchive(rollouts: Rollouts, archive: Archive): Rollouts {
  const keptOnce = sharedAnswers<ArchivedRollout | undefined>({
    answerMillis: (kept) => (kept ? KEPT_MILLIS : LACKING_MILLIS),
    failureMillis: LACKING_MILLIS,
  });
  const find = (owner: Owner, runId: string) =>
    keptOnce(`${rolloutId(owner.environment, owner.service)}/${runId}`, () => archive.find(owner, runId));
  return {
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
        const kept = runId === undefined ? (await archive.latest(owner, 1))[0] : await find(owner, runId);
        if (kept === undefined || (runId === undefined && !isTrouble(error, 'noRollout'))) throw error;
        return viewOf(kept);
      }
    },
    plan: (owner, runId) =>
      orKept(
        rollouts.plan?.(owner, runId),
        () => false,
        async () => (await find(owner, runId))?.plan,
      ),
    acts: async (owner, view) =>
      (await orKept(
        rollouts.acts?.(owner, view),
        (acts) => acts.length === 0 && !view.running,
        async () => (await find(owner, view.runId))?.acts,
      )) ?? [],
  };
}

/** What Temporal tells, or else what is kept, where it tells nothing any more. */
async function orKept<T>(
  told: Promise<T> | undefined,
  isNothing: (answer: T) => boolean,
  kept: () => Promise<T | undefined>,
): Promise<T | undefined> {
  const answer = await told?.catch(() => undefined);
  return answer === undefined || isNothing(answer) ? ((await kept()) ?? answer) : answer;
}

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
