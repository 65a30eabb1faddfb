import type { ActivitiesOfPorts } from '../../activities/index.ts';
import type { WeightedSpec } from '../../workflows/rollout/driver-spec.ts';
import type { RolloutPlan } from '../../workflows/rollout/plan.ts';
import type { RouterMemory } from '../../workflows/rollout/router-memory.ts';
import { decideStart, withRunning, type Start } from '../../workflows/rollout/start.ts';
import type { TrafficSplit } from '../../workflows/rollout/traffic-split.ts';

/**
 * How a rollout would begin now, looked up as the workflow does it. Fails as the workflow would where the router cannot be
 * remembered, such as where something serves that no version is known of.
 */
export async function findStart(
  plan: RolloutPlan,
  { router, provisioner }: WeightedSpec,
  activities: ActivitiesOfPorts,
): Promise<{ readonly start: Start; readonly live: TrafficSplit; readonly memory: RouterMemory }> {
  const live = await activities.readTraffic(router);
  const record = (await activities.readVersion(plan.environment, plan.service)) ?? undefined;
  const found = await withRunning({ live, record, stated: plan.stable }, (version) =>
    activities.isRunning(provisioner, version),
  );
  const start = decideStart(found, plan.version.id);
  const versions = 'stable' in start ? [start.stable, plan.version.id] : [plan.version.id];
  const whose =
    start.kind === 'refuse'
      ? []
      : await Promise.all(versions.map((version) => activities.readOwnership(provisioner, version)));
  const reasons = whose.flatMap((found) => (found.kind === 'foreign' ? [found.reason] : []));
  if (reasons.length > 0) return { start: { kind: 'refuse', reason: reasons.join('; ') }, live, memory: {} };
  const memory = start.kind === 'refuse' ? {} : await activities.rememberRouter(router);
  return { start, live, memory };
}
