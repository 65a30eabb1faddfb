import {
  condition,
  continueAsNew,
  getExternalWorkflowHandle,
  ParentClosePolicy,
  setHandler,
  setWorkflowOptions,
  startChild,
  workflowInfo,
} from '@temporalio/workflow';
import { canaryRollout } from './canary-rollout.ts';
import { commandSignal, enqueueSignal, queuedQuery, type Enqueued, type Released } from './messages.ts';
import { unlessTaken } from './unless-taken.ts';

/** How often it is tried whether the service is free, in seconds: soon at first, for a rollout that is about to end. */
const SOONEST = 1;
const LATEST = 30;

/**
 * Waits until no rollout of a service runs, then starts the newest that was enqueued: the ones before it are not worth
 * deploying any more. One that supersedes has the running rollout give its traffic back first.
 *
 * @param rolloutId the rollouts' workflow id, which is the service's lock
 * @param carried what an earlier execution waited with
 */
export async function queuedRollout(rolloutId: string, carried?: Enqueued): Promise<Released> {
  let next = carried;
  let seconds = SOONEST;
  let superseded: string | undefined;
  setHandler(enqueueSignal, (newer) => {
    next = newer;
    seconds = SOONEST;
  });
  setHandler(queuedQuery, () => next?.version, { description: 'The version that waits' });
  await condition(() => next !== undefined);

  for (;;) {
    const { file, version, by, supersedes } = next as unknown as Enqueued;
    // It outlives its queue.
    const released = await unlessTaken(() =>
      startChild(canaryRollout, {
        workflowId: rolloutId,
        args: [file],
        parentClosePolicy: ParentClosePolicy.ABANDON,
      }),
    );
    if (released !== undefined) return { version, runId: released };
    if (supersedes && superseded !== version) {
      superseded = version;
      const abort = { by, reason: `superseded by ${version}` };
      // It may end by itself in this moment, which is as good.
      await getExternalWorkflowHandle(rolloutId)
        .signal(commandSignal('abort'), abort)
        .catch(() => undefined);
    }
    await condition(() => next?.version !== version, seconds * 1000);
    seconds = Math.min(LATEST, seconds * 1.5);
    if (workflowInfo().continueAsNewSuggested) return continueAsNew<typeof queuedRollout>(rolloutId, next);
  }
}

// What waits here begins on the version of Serin that is current when it begins.
setWorkflowOptions({ versioningBehavior: 'AUTO_UPGRADE' }, queuedRollout);
