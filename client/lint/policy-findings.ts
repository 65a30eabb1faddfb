import { forbidden } from '../../activities/policy/forbidden.ts';
import { ok, wrong, type Finding } from '../../activities/preflight/finding.ts';
import type { RolloutPlan } from '../../workflows/rollout/plan.ts';
import { openPolicy } from '../open-policy.ts';

/** What a worker with this policy would say of a plan; a policy that is wrong itself is bad input. */
export async function policyFindings(file: string, plan: RolloutPlan): Promise<Finding[]> {
  const told = forbidden(await openPolicy(file), plan);
  return told.length > 0
    ? told.map((each) => wrong('(policy)', each))
    : [ok('(policy)', `${file} allows it`)];
}
