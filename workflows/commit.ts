import type { Driver } from './driver.ts';
import type { Progress } from './progress.ts';
import { restoring } from './proxies.ts';
import type { RolloutPlan } from './rollout/plan.ts';
import type { VersionRecord } from './rollout/start.ts';

/**
 * After the final bake there is no way back, so nothing here gives up. The version is recorded before the old one is
 * removed: a stack that cannot be deleted must not hide who serves.
 */
export async function commit(plan: RolloutPlan, driver: Driver, progress: Progress): Promise<VersionRecord> {
  const { environment, service, version } = plan;
  progress.enter('committing', `${version.id} becomes the stable version`);
  progress.waitFor('the version to be recorded');
  const record = await restoring.recordVersion(environment, service, version.image);
  await driver.finish();
  return record;
}
