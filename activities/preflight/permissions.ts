import type { RolloutPlan } from '../../workflows/rollout/plan.ts';
import type { SimulatedAnswer } from '../permissions/simulated.ts';
import { ok, unknown, wrong, type Finding } from './finding.ts';

/** What IAM says of a role, by its ARN, about everything that rollouts have to be allowed. */
export type AskIam = (role: string, plan: RolloutPlan) => Promise<SimulatedAnswer[]>;

/** Asks IAM whether the worker's role may do what a rollout does, the calls of a way back among it. */
export async function permissionFindings(
  plan: RolloutPlan,
  askIam: AskIam,
  role: string,
): Promise<Finding[]> {
  try {
    const answers = await askIam(role, plan);
    const findings = answers
      .filter(({ decision }) => decision !== 'allowed')
      .map(({ action, resource, decision, wide }) =>
        wide && decision === 'implicitDeny'
          ? unknown(
              'permissions',
              `${action} is not allowed on all of ${resource}; whether on the right one is not known`,
            )
          : wrong('permissions', `${role} may not ${action} on ${resource} (${decision})`),
      );
    return findings.length > 0
      ? findings
      : [
          ok(
            'permissions',
            `${role} may do everything that "serin iam" prints: ${answers.length} permissions`,
          ),
        ];
  } catch (error) {
    return [unknown('permissions', `IAM does not tell: ${(error as Error).message}`)];
  }
}
