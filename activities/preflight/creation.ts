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
  return ok(path, steps ? `${version.id} can be made: ${steps}` : `${version.id} is there already`);
}

const isNotYet = (error: unknown): error is Error => (error as { type?: string }).type === 'NotYet';
