import type { Commands } from './commands.ts';
import type { Driver, Finish } from './driver.ts';
import type { NotPromoted } from './outcome.ts';
import { nowSeconds, type Progress } from './progress.ts';
import type { RolloutPlan } from './rollout/plan.ts';
import type { VersionRecord } from './rollout/start.ts';
import { recordServing, recordVersion } from './record-serving.ts';
import { whoCannotServe, type HealthyTasks } from './serving.ts';
import { settleIn } from './settle-in.ts';
import { REST_SECONDS, tellingWhenStuck } from './stuck.ts';

/** What became of a commit: the record, where it could be written; or why the rollout has to go back all the same. */
type Committed =
  | { readonly kind: 'committed'; readonly record: VersionRecord | undefined }
  | { readonly kind: 'goesBack'; readonly outcome: NotPromoted };

const goingBack = (reason: string): Committed => ({
  kind: 'goesBack',
  outcome: { kind: 'rolledBack', reason },
});

/**
 * After the final bake the new version serves, whatever fails here, and what cannot be done ends with a warning. Three things alone still
 * lead back, as long as there is a way: that it has no healthy task when the old version is to be removed; where stable stays by
 * another version of it, that a person wants it so before that is done; and that ECS, where it shifts the traffic, has gone back. The version is recorded before the old one is removed: a stack that
 * cannot be deleted must not hide who serves.
 */
export async function commit(
  plan: RolloutPlan,
  driver: Driver,
  stable: string | undefined,
  progress: Progress,
  commands: Commands,
): Promise<Committed> {
  const { version, limits } = plan;
  progress.enter('committing', `${version.id} becomes the stable version`);
  progress.status.revocable = driver.settles;
  // One from before has led back, and people have decided otherwise since.
  commands.abort = undefined;
  // It ends by itself before anybody would be told that it is stuck.
  const atOnce = await driver.finishAtOnce?.(Math.min(limits.cleanUpSeconds, REST_SECONDS));
  if (atOnce?.kind === 'finished') return { kind: 'committed', record: atOnce.record };
  return tellingWhenStuck(plan, progress, () =>
    commitByParts(plan, driver, stable, atOnce, progress, commands),
  );
}

/** The same part by part, which tells what hinders it. */
async function commitByParts(
  plan: RolloutPlan,
  driver: Driver,
  stable: string | undefined,
  atOnce: Finish | undefined,
  progress: Progress,
  commands: Commands,
): Promise<Committed> {
  const until = nowSeconds() + plan.limits.cleanUpSeconds;
  if (atOnce?.kind === 'removalBegun') return finish(plan, driver, atOnce, until, progress);
  const died = async (seen?: HealthyTasks) =>
    stable === undefined ? undefined : whoCannotServe(driver, progress, seen);

  const returned = await driver.drainStable();
  if (returned !== undefined) return goingBack(returned);
  // Where nothing comes before the record, it is looked at together with that.
  const early = driver.settles || driver.askedAround === undefined ? await died() : undefined;
  if (early !== undefined) return goingBack(early);
  const outcome = driver.settles ? await settleIn(plan, driver, progress, commands) : undefined;
  progress.status.revocable = false;
  if (outcome !== undefined) return { kind: 'goesBack', outcome };
  const recorded = atOnce ?? (await recordServing(plan, driver, stable, until, progress));
  return 'died' in recorded ? goingBack(recorded.died) : takeOver(plan, driver, recorded, died, progress);
}

/** Has the canary stand for itself and removes stable, unless it has died since it was recorded. */
async function takeOver(
  { version }: RolloutPlan,
  driver: Driver,
  { record, healthy }: { readonly record: VersionRecord | undefined; readonly healthy?: HealthyTasks },
  died: (seen?: HealthyTasks) => Promise<string | undefined>,
  progress: Progress,
): Promise<Committed> {
  // All that may have taken its time.
  const tookTime = await driver.takeOver();
  const late = await died(tookTime ? undefined : healthy);
  if (late !== undefined) {
    if (record !== undefined) progress.warn(`the record says that ${version.id} serves, which died since`);
    return goingBack(late);
  }
  await driver.removeStable();
  return { kind: 'committed', record };
}

/** Ends what has begun: from the first removal on there is no way back. */
async function finish(
  plan: RolloutPlan,
  driver: Driver,
  { record: known }: Finish,
  until: number,
  progress: Progress,
): Promise<Committed> {
  const record = known ?? (await recordVersion(plan, until, progress));
  await driver.removeStable();
  return { kind: 'committed', record };
}
