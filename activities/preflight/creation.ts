import type { DriverSpec } from '../../workflows/rollout/driver-spec.ts';
import type { EcsNativeSpec } from '../../workflows/rollout/ecs-native-spec.ts';
import type { ProvisionerSpec } from '../../workflows/rollout/provisioner-spec.ts';
import type { RolloutPlan } from '../../workflows/rollout/plan.ts';
import { fieldNames } from '../plan/field-names.ts';
import type { AwsCall } from '../rehearsal/rehearsed.ts';
import { ok, type Finding } from './finding.ts';

/** The making of a version on an AWS that is read and never written. */
export interface RehearsedCreation {
  /** The calls so far; those that write were not sent. */
  readonly calls: readonly AwsCall[];
  readonly activities: {
    createVersion(spec: ProvisionerSpec, version: string, rollout: string): Promise<string>;
    deployVersion(spec: EcsNativeSpec, version: string, rollout: string): Promise<string>;
  };
}

/** Goes through what makes the version, up to the calls that write. Throws where one of the others fails. */
export async function creationFinding(
  plan: RolloutPlan,
  { calls, activities }: RehearsedCreation,
): Promise<Finding> {
  const { version, driver } = plan;
  const path = fieldNames(plan).provisioner;
  if (driver.kind === 'ecsNative' && driver.adopt)
    return ok(path, 'others begin the deployments, and rollouts take them over');
  const before = calls.length;
  try {
    await (driver.kind === 'ecsNative'
      ? activities.deployVersion(driver, version.id, 'rehearsed')
      : activities.createVersion(driver.provisioner, version.id, 'rehearsed'));
  } catch (error) {
    // What an earlier try left makes room first, which takes its time and is no fault.
    if (!isNotYet(error)) throw error;
    return ok(path, `${version.id} can be made, once this is over: ${error.message}`);
  }
  const writes = calls.slice(before).filter((call) => call.writes);
  const steps = writes.map(({ service, action }) => `${service} ${action}`).join(', ');
  const message = steps ? `${version.id} can be made: ${steps}` : `${version.id} is there already`;
  return ok(path, [message, ...renewedText(writes, driver)].join('; '));
}

/** A container beside the one that is meant gets the image as well where both run one now, which somebody may not expect. */
function renewedText(writes: readonly AwsCall[], driver: DriverSpec): string[] {
  const runs = driver.kind === 'ecsNative' ? driver : driver.provisioner;
  if (runs.kind !== 'ecs' && runs.kind !== 'ecsNative') return [];
  const images = writes.flatMap(({ told }) => Object.entries(told['images'] ?? {}));
  const renewed = images.filter(([, image]) => image === runs.image).map(([name]) => name);
  return renewed.length > 1
    ? [`its containers ${renewed.join(' and ')} all run the new image, as they run one image now`]
    : [];
}

const isNotYet = (error: unknown): error is Error => (error as { type?: string }).type === 'NotYet';
