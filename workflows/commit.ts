import { CancellationScope } from '@temporalio/workflow';
import { drain } from './drain.ts';
import type { Progress } from './progress.ts';
import { restoring } from './proxies.ts';
import type { RolloutPlan } from './rollout/plan.ts';
import type { VersionRecord } from './rollout/start.ts';
import { promoteScaling, releaseScaling } from './scaling.ts';
import { allTo } from './rollout/traffic-split.ts';

/**
 * After the final bake there is no way back, so nothing here gives up. The version is recorded before the old one is
 * removed: a stack that cannot be deleted must not hide who serves. The split names the old one until it can go: where a
 * rollout is terminated by force, the next one finds there what to remove, and whose scaling to take over.
 */
export async function commit(
  plan: RolloutPlan,
  stable: string | undefined,
  progress: Progress,
): Promise<VersionRecord> {
  return CancellationScope.nonCancellable(async () => {
    const canary = plan.version.id;
    progress.enter('committing', `${canary} becomes the stable version`);
    progress.waitFor('the version to be recorded');
    const record = await restoring.recordVersion(plan.environment, plan.service, plan.version.image);
    await promoteScaling(plan, stable, progress);
    if (stable !== undefined) await drain(plan, [stable], progress);
    progress.want(allTo(canary));
    progress.waitFor(`the split to name ${canary} alone`);
    progress.readBack(await restoring.shiftTraffic(plan.router, allTo(canary), progress.router));
    if (stable === undefined) return record;

    progress.waitFor(`${stable}, the old version, to be removed`);
    const fate = await restoring.removeVersion(plan.provisioner, stable, progress.made.get(stable));
    progress.note(`${stable} is ${fate}`);
    if (fate === 'removed') progress.held.delete(stable);
    await releaseScaling(plan, progress);
    return record;
  });
}
