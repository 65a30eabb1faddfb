import {
  ApplicationFailure,
  condition,
  continueAsNew,
  getExternalWorkflowHandle,
  ParentClosePolicy,
  setHandler,
  setWorkflowOptions,
  startChild,
  workflowInfo,
} from '@temporalio/workflow';
import {
  commandSignal,
  enqueueSignal,
  FAILURE,
  queuedQuery,
  queuesFor,
  ROLLOUT_TYPE,
  COMMIT,
  STARTED_BY,
  withdrawSignal,
  type Enqueued,
  type Queue,
  type Released,
} from './messages.ts';
import { asSummary } from './rollout/markdown.ts';
import { passedOn } from './passed-on.ts';
import { unlessTaken } from './unless-taken.ts';
import { Reader } from './unreadable-messages.ts';

/** How often it is tried whether the service is free, in seconds: soon at first, for a rollout that is about to end. */
const SOONEST = 1;
const LATEST = 30;

/** Who waits is told what was started; a queue that is never empty does not grow without end. */
const KEPT = 50;

/**
 * Waits until no rollout of a service runs, then starts the newest that was enqueued: the ones before it are not worth
 * deploying any more. One that supersedes has the running rollout give its traffic back first. Ends when nobody waits; answers
 * what it has started.
 *
 * @param passed what an earlier execution waited with
 */
export async function queuedRollout(passed?: Queue): Promise<readonly Released[]> {
  const carried = passedOn(passed);
  const rolloutId = queuesFor(workflowInfo().workflowId);
  if (rolloutId === undefined)
    throw ApplicationFailure.nonRetryable('its workflow id is not that of a queue', FAILURE.refused);
  const reader = new Reader();
  let waiting = carried?.waiting;
  let released = carried?.released ?? [];
  setHandler(enqueueSignal, (given: unknown) => {
    if (reader.canRead(given) && isEnqueued(given)) waiting = given;
  });
  setHandler(withdrawSignal, (version) => {
    if (waiting?.version === version) waiting = undefined;
  });
  setHandler(queuedQuery, () => ({ waiting, released }), {
    description: 'What waits, and what has been started',
  });
  await condition(() => waiting !== undefined);

  let seconds = SOONEST;
  let superseded: Enqueued | undefined;
  while (waiting !== undefined) {
    const next: Enqueued = waiting;
    // It outlives its queue.
    const runId = await unlessTaken(() =>
      startChild(ROLLOUT_TYPE, {
        workflowId: rolloutId,
        args: [next.file],
        memo: { [STARTED_BY]: next.by, ...(next.commit !== undefined && { [COMMIT]: next.commit }) },
        staticSummary: asSummary(`${next.version} for ${rolloutId.replace(/^canary\//, '')}`),
        parentClosePolicy: ParentClosePolicy.ABANDON,
      }),
    );
    if (runId !== undefined) {
      released = [...released, { version: next.version, runId }].slice(-KEPT);
      // Another one may have come meanwhile: it waits for the one that has just begun.
      if (waiting === next) waiting = undefined;
      seconds = SOONEST;
      continue;
    }
    if (next.supersedes && superseded !== next) {
      superseded = next;
      const abort = { by: next.by, reason: `superseded by ${next.version}`, supersedes: true };
      // It may end by itself in this moment, which is as good.
      await getExternalWorkflowHandle(rolloutId)
        .signal(commandSignal('abort'), abort)
        .catch(() => undefined);
    }
    const isNewer = await condition(() => waiting !== next, seconds * 1000);
    seconds = isNewer ? SOONEST : Math.min(LATEST, seconds * 1.5);
    if (workflowInfo().continueAsNewSuggested)
      return continueAsNew<typeof queuedRollout>({ waiting, released });
  }
  return released;
}

const isEnqueued = (given: unknown): given is Enqueued => {
  const { version, by } = (given ?? {}) as Partial<Record<keyof Enqueued, unknown>>;
  return typeof version === 'string' && typeof by === 'string';
};

// What waits here begins on the version of Serin that is current when it begins. A worker without a build id belongs to no deployment, and
// may not ask for that.
setWorkflowOptions(
  () =>
    workflowInfo().currentDeploymentVersion?.deploymentName ? { versioningBehavior: 'AUTO_UPGRADE' } : {},
  queuedRollout,
);
