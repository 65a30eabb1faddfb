import type { Driver } from './driver.ts';
import { orWarn } from './or-warn.ts';
import { nowSeconds, type Progress } from './progress.ts';
import { cleaningUp } from './proxies.ts';
import type { RolloutPlan } from './rollout/plan.ts';
import type { VersionRecord } from './rollout/start.ts';

/**
 * After the final bake there is no way back: the new version serves, whatever fails here, and what cannot be done ends with a warning.
 * The version is recorded before the old one is removed: a stack that cannot be deleted must not hide who serves. Answers the record,
 * where it could be written.
 */
export async function commit(
  plan: RolloutPlan,
  driver: Driver,
  progress: Progress,
): Promise<VersionRecord | undefined> {
  const { environment, service, version, limits } = plan;
  progress.enter('committing', `${version.id} becomes the stable version`);
  const until = nowSeconds() + limits.cleanUpSeconds;
  progress.waitFor('the version to be recorded', until);
  const record = await orWarn(`the record does not say that ${version.id} serves`, progress.warn, () =>
    cleaningUp(until).recordVersion(environment, service, version.image),
  );
  await driver.finish();
  return record;
}
