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
  };
}

/** Goes through what makes the version, up to the calls that write. Throws where one of the others fails. */
export async function creationFinding(
  plan: RolloutPlan,
  { calls, activities }: RehearsedCreation,
): Promise<Finding> {
  const { version, driver } = plan;
  const path = fieldNames(plan).provisioner;
  const before = calls.length;
  try {
    await activities.createVersion(driver.provisioner, version.id, 'rehearsed');
  } catch (error) {
    // What an earlier try left makes room first, which takes its time and is no fault.
    if (!isNotYet(error)) throw error;
    return ok(path, `${version.id} can be made, once this is over: ${error.message}`);
  }
  const writes = calls.slice(before).filter((call) => call.writes);
  const steps = writes.map(({ service, action }) => `${service} ${action}`).join(', ');
  const message = steps ? `${version.id} can be made: ${steps}` : `${version.id} is there already`;
  return ok(path, [message, ...renewedText(writes, driver.provisioner)].join('; '));
}

/** A container beside the one that is meant gets the image as well where both run one now, which somebody may not expect. */
function renewedText(writes: readonly AwsCall[], provisioner: ProvisionerSpec): string[] {
  if (provisioner.kind !== 'ecs') return [];
  const images = writes.flatMap(({ told }) => Object.entries(told['images'] ?? {}));
  const renewed = images.filter(([, image]) => image === provisioner.image).map(([name]) => name);
  return renewed.length > 1
    ? [`its containers ${renewed.join(' and ')} all run the new image, as they run one image now`]
    : [];
}

const isNotYet = (error: unknown): error is Error => (error as { type?: string }).type === 'NotYet';
