import type { AskedToRecord } from '../activities/record-serving.ts';
import type { Driver } from './driver.ts';
import { orWarn } from './or-warn.ts';
import type { Progress } from './progress.ts';
import { cleaningUp } from './proxies.ts';
import type { RolloutPlan } from './rollout/plan.ts';
import type { VersionRecord } from './rollout/start.ts';
import type { RolloutStatus } from './rollout/status.ts';
import type { AskedAround } from './rollout/surroundings.ts';
import { whoCannotServe, type HealthyTasks } from './serving.ts';

/** The record, where it could be written, and who could answer then; or why nobody could. */
type RecordedServing =
  { readonly record: VersionRecord | undefined; readonly healthy?: HealthyTasks } | { readonly died: string };

/** Records that the canary serves, unless it has no healthy task: then it is looked at a second time first. */
export async function recordServing(
  plan: RolloutPlan,
  driver: Driver,
  stable: string | undefined,
  until: number,
  progress: Progress,
): Promise<RecordedServing> {
  progress.waitFor('the version to be recorded', until);
  const recordAlone = () => recordVersion(plan, until, progress);
  const around = driver.askedAround?.();
  if (around === undefined || stable === undefined) return { record: await recordAlone() };
  const asked = askedToRecord(plan, progress.status, around);
  const recorded = await orUnrecorded(plan, progress, () => cleaningUp(until).recordServing(asked));
  if (recorded === undefined) return { record: undefined };
  const { record, healthy } = recorded;
  if (record !== undefined) return { record, healthy };
  const died = await whoCannotServe(driver, progress, healthy);
  return died === undefined ? { record: await recordAlone() } : { died };
}

/** Records it whoever could answer, until a moment in epoch seconds; a warning says where that cannot be done. */
export const recordVersion = (
  plan: RolloutPlan,
  until: number,
  progress: Progress,
): Promise<VersionRecord | undefined> =>
  orUnrecorded(plan, progress, () =>
    cleaningUp(until).recordVersion(plan.environment, plan.service, plan.version.image),
  );

const orUnrecorded = <T>({ version }: RolloutPlan, { warn }: Progress, act: () => Promise<T>) =>
  orWarn(`the record does not say that ${version.id} serves`, warn, act);

/** What is to be recorded, and who gets traffic now. */
export function askedToRecord(
  { environment, service, version: { image } }: RolloutPlan,
  { readBack }: Pick<RolloutStatus, 'readBack'>,
  { provisioner, made }: Pick<AskedAround, 'provisioner' | 'made'>,
): AskedToRecord {
  const serving = readBack
    .filter(({ weight }) => weight > 0)
    .map(({ version }) => ({ version, ...(made[version] !== undefined && { made: made[version] }) }));
  return { environment, service, image, provisioner, serving };
}
