import type { ActivitiesOfPorts } from '../../activities/index.ts';
import type { RolloutPlan } from '../../workflows/rollout/plan.ts';
import { decideStart, withRunning, type Start } from '../../workflows/rollout/start.ts';
import type { TrafficSplit } from '../../workflows/rollout/traffic-split.ts';

/** How a rollout would begin now, looked up as the workflow does it. */
export async function findStart(
  plan: RolloutPlan,
  activities: ActivitiesOfPorts,
): Promise<{ readonly start: Start; readonly live: TrafficSplit }> {
  const live = await activities.readTraffic(plan.router);
  const record = (await activities.readVersion(plan.environment, plan.service)) ?? undefined;
  const found = await withRunning({ live, record, stated: plan.stable }, (version) =>
    activities.isRunning(plan.provisioner, version),
  );
  return { start: decideStart(found, plan.version.id), live };
}
