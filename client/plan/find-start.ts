import { ApplicationFailure } from '@temporalio/common';
import type { ActivitiesOfPorts } from '../../activities/index.ts';
import type { WeightedSpec } from '../../workflows/rollout/driver-spec.ts';
import type { RolloutPlan } from '../../workflows/rollout/plan.ts';
import type { RouterMemory } from '../../workflows/rollout/router-memory.ts';
import type { ProvisionerSpec, RunningDefinition } from '../../workflows/rollout/provisioner-spec.ts';
import { decideStart, noHome, withRunning, type Start } from '../../workflows/rollout/start.ts';
import type { TrafficSplit } from '../../workflows/rollout/traffic-split.ts';

/**
 * How a rollout would begin now, looked up as the workflow does it. Fails as the workflow would where the router cannot be
 * remembered, such as where something serves that no version is known of.
 */
export async function findStart(
  plan: RolloutPlan,
  { router, provisioner }: WeightedSpec,
  activities: ActivitiesOfPorts,
): Promise<FoundStart> {
  const home =
    'home' in provisioner && provisioner.home ? await homeOrThrow(provisioner, activities) : undefined;
  const live = await activities.readTraffic(router);
  const record = (await activities.readVersion(plan.environment, plan.service)) ?? undefined;
  const found = await withRunning({ live, record, stated: plan.stable, ...(home && { home }) }, (version) =>
    activities.isRunning(provisioner, version),
  );
  const start = decideStart(found, plan.version.id);
  const versions = 'stable' in start ? [start.stable, plan.version.id] : [plan.version.id];
  const whose =
    start.kind === 'refuse'
      ? []
      : await Promise.all(versions.map((version) => activities.readOwnership(provisioner, version)));
  const reasons = whose.flatMap((found) => (found.kind === 'foreign' ? [found.reason] : []));
  if (reasons.length > 0)
    return { start: { kind: 'refuse', reason: reasons.join('; ') }, live, memory: {}, home };
  const memory = start.kind === 'refuse' ? {} : await activities.rememberRouter(router);
  return { start, live, memory, home };
}

/** How a rollout would begin, and beside what. */
interface FoundStart {
  readonly start: Start;
  readonly live: TrafficSplit;
  readonly memory: RouterMemory;
  /** In place: the service that stays, by its name in the split, and what it runs. */
  readonly home: (RunningDefinition & { readonly service: string }) | undefined;
}

async function homeOrThrow(
  provisioner: Extract<ProvisionerSpec, { kind: 'ecs' }>,
  activities: ActivitiesOfPorts,
): Promise<FoundStart['home']> {
  const { cluster, service } = provisioner;
  const running = await activities.readHome(provisioner);
  if (running === null) throw ApplicationFailure.nonRetryable(noHome(service, cluster));
  return { ...running, service };
}
