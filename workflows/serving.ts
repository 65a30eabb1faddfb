import { ActivityFailure, isCancellation, sleep } from '@temporalio/workflow';
import type { Driver } from './driver.ts';
import { rollingBack } from './outcome.ts';
import type { Progress } from './progress.ts';
import type { Surroundings } from './rollout/surroundings.ts';

/** How many tasks of each version could answer. */
export type HealthyTasks = Surroundings['healthy'];

/** A look can be wrong, so a version is believed to be dead, and a router to be gone, after two that are so far apart. */
export const SECOND_LOOK_SECONDS = 10;

/**
 * Goes back where a version that gets traffic has no healthy task: its requests fail, stable's as well as the canary's, whatever the
 * metrics say of the others. A pause that holds verdicts holds this one, too.
 *
 * @param seen how many tasks of versions could answer, where that was just read
 */
export async function mustServe(driver: Driver, progress: Progress, seen?: HealthyTasks): Promise<void> {
  const reason = await whoCannotServe(driver, progress, seen);
  if (reason === undefined) return;
  if (!(progress.status.paused && progress.status.verdictHeld)) throw rollingBack(reason);
  progress.note(`paused, though ${reason}`);
}

/** A sentence about versions that get traffic and have no healthy task in two looks; undefined where there is none. */
export async function whoCannotServe(
  driver: Driver,
  progress: Progress,
  seen?: HealthyTasks,
): Promise<string | undefined> {
  const first = await deadVersions(driver, progress, seen);
  if (first.length === 0) return undefined;
  progress.waitFor(`a second look at ${first.join(' and ')}, which has no healthy task`);
  await sleep(SECOND_LOOK_SECONDS * 1000);
  const dead = (await deadVersions(driver, progress)).filter((version) => first.includes(version));
  return dead.length === 0 ? undefined : `${dead.join(' and ')} gets traffic, but has no healthy task`;
}

/** Versions that get traffic while none of their tasks could answer; what cannot be seen is not said to be dead. */
async function deadVersions(
  driver: Driver,
  { status }: Progress,
  seen: HealthyTasks = {},
): Promise<string[]> {
  const served = status.readBack.filter(({ weight }) => weight > 0).map(({ version }) => version);
  const healthy = await Promise.all(
    served.map(async (version) => seen[version] ?? (await healthyTasks(driver, version))),
  );
  status.healthyTasks = served.flatMap((version, i) => {
    const tasks = healthy[i];
    return tasks === undefined ? [] : [{ version, healthy: tasks }];
  });
  return served.filter((_, i) => healthy[i] === 0);
}

/** How many tasks of a version could answer now; undefined where that cannot be seen. */
export async function healthyTasks(driver: Driver, version: string): Promise<number | undefined> {
  try {
    return await driver.healthyTasks(version);
  } catch (error) {
    if (!(error instanceof ActivityFailure) || isCancellation(error)) throw error;
    return undefined;
  }
}
