import { ApplicationFailure } from '@temporalio/common';
import type { ProvisionerSpec } from '../workflows/rollout/provisioner-spec.ts';
import type { RouterMemory } from '../workflows/rollout/router-memory.ts';
import type { RouterSpec } from '../workflows/rollout/router-spec.ts';
import type { TrafficSplit } from '../workflows/rollout/traffic-split.ts';
import { isRepeated } from './attempt.ts';
import type { createDeploymentActivities } from './deployment.ts';
import type { createLockActivities } from './locks.ts';
import type { createTrafficActivities } from './traffic.ts';

/** Versions that are to be removed, and who is to be named by the router before and after that. */
export interface AskedToClear {
  readonly router: RouterSpec;
  readonly memory?: RouterMemory;
  readonly provisioner: ProvisionerSpec;
  readonly first?: TrafficSplit;
  readonly versions: readonly { readonly version: string; readonly made?: string }[];
  readonly last?: TrafficSplit;
  /** What the rollout lets go of when nothing is left to be done, and the first of its executions. */
  readonly held?: { readonly locks: readonly string[]; readonly firstRunId: string };
}

/** What became of each version, and how the router was read back; or that it has to be done part by part, which tells what hinders it. */
export type Cleared =
  | {
      readonly isDone: true;
      readonly fates: Readonly<Record<string, 'removed' | 'kept'>>;
      readonly split?: TrafficSplit;
    }
  | { readonly isDone: false };

/** The parts, each of which states what is wanted. */
export type ClearingParts = Pick<ReturnType<typeof createTrafficActivities>, 'shiftTraffic'> &
  Pick<ReturnType<typeof createDeploymentActivities>, 'removeVersion'> &
  Pick<ReturnType<typeof createLockActivities>, 'lockTraffic' | 'unlockTraffic'>;

export function createClearingActivities(parts: ClearingParts) {
  return {
    /**
     * Removes versions that have no traffic any more, takes them out of the split and lets go of what the rollout held. Until nothing is
     * left of them it fails with what is there, to be asked again. That something else keeps it from its end is answered.
     */
    async clearAway(asked: AskedToClear): Promise<Cleared> {
      const { router, memory, provisioner, first, versions, last, held } = asked;
      try {
        if (held && isRepeated() && (await isHeldByOthers(parts, router, held.firstRunId)))
          return doneBefore(asked);
        let split = first && (await parts.shiftTraffic(router, first, memory));
        const fates: Record<string, 'removed' | 'kept'> = {};
        for (const { version, made } of versions)
          fates[version] = await parts.removeVersion(provisioner, version, made);
        if (last) split = await parts.shiftTraffic(router, last, memory);
        if (held) await parts.unlockTraffic(held.locks);
        return { isDone: true, fates, ...(split && { split }) };
      } catch (error) {
        if (error instanceof ApplicationFailure && error.type === 'NotYet') throw error;
        return { isDone: false };
      }
    },
  };
}

/** An earlier attempt that has let go has done everything before, so that what others hold since is theirs to change. */
const isHeldByOthers = (parts: ClearingParts, router: RouterSpec, firstRunId: string): Promise<boolean> =>
  parts.lockTraffic(router, firstRunId).then(
    () => false,
    (error: unknown) => {
      if (error instanceof ApplicationFailure && ['Refused', 'LookedAfter'].includes(error.type ?? ''))
        return true;
      throw error;
    },
  );

const doneBefore = ({ versions, last, first }: AskedToClear): Cleared => {
  const split = last ?? first;
  const fates = Object.fromEntries(versions.map(({ version }) => [version, 'removed' as const]));
  return { isDone: true, fates, ...(split && { split }) };
};
