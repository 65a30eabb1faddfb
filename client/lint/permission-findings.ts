import type { LiveWorld } from '../../worker/live-world.ts';
import type { RolloutPlan } from '../../workflows/rollout/plan.ts';
import { ok, unknown, wrong, type Finding } from './finding.ts';

/** Asks IAM whether the worker's role may do what a rollout does, the calls of a way back among it. */
export async function permissionFindings(
  plan: RolloutPlan,
  world: LiveWorld,
  role: string | undefined,
): Promise<Finding[]> {
  if (role === undefined)
    return [
      unknown('permissions', "the calls were tried with your credentials; name the worker's role by --role"),
    ];
  try {
    const answers = await world.permissions(role, plan);
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
