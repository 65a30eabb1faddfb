import type { Owner } from '../workflows/rollout/owner.ts';
import type { RolloutPlan } from '../workflows/rollout/plan.ts';
import { askedStart, type LockedStart } from '../workflows/rollout/start.ts';
import type { createLockActivities } from './locks.ts';
import type { createPlanActivities } from './plan.ts';
import type { createPreflightActivities } from './preflight.ts';

/** Which rollout begins: whose its workflow id says that it is, and the first of its executions. */
export interface Beginner {
  readonly owner?: Owner;
  readonly firstRunId: string;
}

/** What a rollout begins with. */
export interface Beginning {
  readonly plan: RolloutPlan;
  /** How it may begin, where its weights are written on a router. */
  readonly found?: LockedStart;
  /** Whether AWS would let the version be made, as far as it can be known. */
  readonly isChecked: boolean;
}

type Parts = Pick<ReturnType<typeof createPlanActivities>, 'settlePlan'> &
  Pick<ReturnType<typeof createLockActivities>, 'lockAndFindStart'> &
  ReturnType<typeof createPreflightActivities>;

export function createBeginActivities(parts: Parts) {
  return {
    /**
     * Settles the plan, holds what the router changes, finds out how to begin, and asks AWS whether the version can be made. What is left out
     * of this the rollout does part by part, which tells what hinders it: where something has to be mended, or a part failed.
     */
    async beginRollout(input: unknown, { owner, firstRunId }: Beginner): Promise<Beginning> {
      const plan = await parts.settlePlan(input);
      const { driver } = plan;
      // Under another id a rollout does not hold its service's lock: it refuses to go on.
      const isOwners = owner?.environment === plan.environment && owner.service === plan.service;
      if (driver.kind !== 'weighted' || !isOwners) return { plan, isChecked: false };
      const found = await parts.lockAndFindStart(askedStart(plan, driver), firstRunId).catch(() => undefined);
      if (found === undefined) return { plan, isChecked: false };
      if (['refuse', 'mend'].includes(found.start.kind)) return { plan, found, isChecked: false };
      const isChecked = await parts.preflight(plan).then(
        () => true,
        () => false,
      );
      return { plan, found, isChecked };
    },
  };
}
