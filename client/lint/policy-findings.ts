import { forbidden } from '../../activities/policy/forbidden.ts';
import { ok, wrong, type Finding } from '../../activities/preflight/finding.ts';
import type { RolloutPlan } from '../../workflows/rollout/plan.ts';
import { Trouble } from '../trouble.ts';

/** What a worker with this policy would say of a plan; a policy that is wrong itself is bad input. */
export async function policyFindings(file: string, plan: RolloutPlan): Promise<Finding[]> {
  const { readPolicy } = await import('../../worker/policy.ts');
  const told = forbidden(
    read(() => readPolicy(file)),
    plan,
  );
  return told.length > 0
    ? told.map((each) => wrong('(policy)', each))
    : [ok('(policy)', `${file} allows it`)];
}

function read<T>(act: () => T): T {
  try {
    return act();
  } catch (error) {
    if (error instanceof Error && error.name === 'InvalidSettings')
      throw new Trouble('badInput', error.message);
    throw error;
  }
}
