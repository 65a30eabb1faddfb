import { ApplicationFailure } from '@temporalio/common';
import type { RouterSpec } from '../workflows/rollout/router-spec.ts';
import type { AskedStart, LockedStart } from '../workflows/rollout/start.ts';
import { findStart, type StartReads } from './find-start.ts';
import type { TrafficRouter } from './routers/router.ts';

/** Locks of what rollouts change. Each is held by the rollout that asks, while that runs. */
export interface Locks {
  /**
   * Answers the lock's id, and who else holds it where somebody else does. Repeating it changes nothing.
   *
   * @param firstRunId the first execution of the rollout that asks
   */
  take(changed: string, firstRunId: string): Promise<{ readonly id: string; readonly holder?: string }>;
  release(id: string): Promise<void>;
  /** Whether no rollout of a service has begun since an execution of one. */
  isLatest(rollout: string, runId: string): Promise<boolean>;
}

/** @param reads what is read at the start of a rollout */
export function createLockActivities(
  routerFor: (spec: RouterSpec) => Pick<TrafficRouter, 'changes'>,
  locks: Locks,
  reads: StartReads,
) {
  const release = async (ids: readonly string[]): Promise<void> => {
    await Promise.all(ids.map((id) => locks.release(id)));
  };
  const activities = {
    /**
     * Has the rollout that asks, by the first of its executions, hold everything that its router changes, or nothing of it. Answers the
     * locks, by their ids. Fails as `Refused` where another rollout holds one of them.
     */
    async lockTraffic(spec: RouterSpec, firstRunId: string): Promise<string[]> {
      const held: string[] = [];
      for (const changed of [...(await routerFor(spec).changes())].toSorted()) {
        const { id, holder } = await locks.take(changed, firstRunId);
        if (holder !== undefined) {
          await release(held);
          const message = `${changed} is being changed by ${holder}: wait until it has ended, or abort it`;
          // A look after a rollout lets go within seconds, so that it is waited for.
          throw holder.startsWith('look/')
            ? ApplicationFailure.create({ type: 'LookedAfter', message })
            : ApplicationFailure.nonRetryable(message, 'Refused');
        }
        held.push(id);
      }
      return held;
    },

    /** Lets go of locks, by their ids. */
    unlockTraffic: release,

    /**
     * Has the rollout that asks hold everything that its router changes, before anything of it is read, and finds out how it would begin.
     * Answers the locks besides, by their ids; where it fails, it holds none.
     */
    async lockAndFindStart(asked: AskedStart, firstRunId: string): Promise<LockedStart> {
      const held = await activities.lockTraffic(asked.router, firstRunId);
      try {
        return { ...(await findStart(asked, reads)), locks: held };
      } catch (error) {
        // Whoever asks next sees that the holder has ended, so what cannot be let go of is no loss.
        await release(held).catch(() => undefined);
        throw error;
      }
    },

    /** Whether no rollout of a service has begun since an execution of one, by their workflow id. */
    isLatestRollout: (rollout: string, runId: string): Promise<boolean> => locks.isLatest(rollout, runId),
  };
  return activities;
}
