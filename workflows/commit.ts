import type { Driver } from './driver.ts';
import { orWarn } from './or-warn.ts';
import { nowSeconds, type Progress } from './progress.ts';
import { cleaningUp } from './proxies.ts';
import type { RolloutPlan } from './rollout/plan.ts';
import type { VersionRecord } from './rollout/start.ts';
import { whoCannotServe } from './serving.ts';

/** What became of a commit: the record, where it could be written; or why the rollout has to go back all the same. */
type Committed =
  | { readonly kind: 'committed'; readonly record: VersionRecord | undefined }
  | { readonly kind: 'cannotServe'; readonly reason: string };

/**
 * After the final bake the new version serves, whatever fails here, and what cannot be done ends with a warning. One thing alone still
 * leads back, as long as there is a way: that it has no healthy task when the old version is to be removed. The version is recorded
 * before that: a stack that cannot be deleted must not hide who serves.
 */
export async function commit(
  plan: RolloutPlan,
  driver: Driver,
  stable: string | undefined,
  progress: Progress,
): Promise<Committed> {
  const { environment, service, version, limits } = plan;
  progress.enter('committing', `${version.id} becomes the stable version`);
  const died = async () => (stable === undefined ? undefined : whoCannotServe(driver, progress));

  await driver.drainStable();
  const early = await died();
  if (early !== undefined) return { kind: 'cannotServe', reason: early };
  const until = nowSeconds() + limits.cleanUpSeconds;
  progress.waitFor('the version to be recorded', until);
  const record = await orWarn(`the record does not say that ${version.id} serves`, progress.warn, () =>
    cleaningUp(until).recordVersion(environment, service, version.image),
  );
  await driver.takeOver();
  // All that may have taken its time.
  const late = await died();
  if (late !== undefined) {
    if (record !== undefined) progress.warn(`the record says that ${version.id} serves, which died since`);
    return { kind: 'cannotServe', reason: late };
  }
  await driver.removeStable();
  return { kind: 'committed', record };
}
