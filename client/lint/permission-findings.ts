import type { AwsCall } from '../../activities/rehearsal/rehearse.ts';
import type { LiveWorld } from '../../worker/live-world.ts';
import { ok, unknown, wrong, type Finding } from './finding.ts';

/** Asks IAM whether the worker's role may make the calls that the look made and rehearsed so far. */
export async function permissionFindings(world: LiveWorld, role: string | undefined): Promise<Finding[]> {
  if (role === undefined)
    return [
      unknown('permissions', "the calls were tried with your credentials; name the worker's role by --role"),
    ];
  const wishes = world.rehearsal.calls.map((call) => ({
    action: `${call.service}:${call.action}`,
    resource: resourceOf(call),
  }));
  try {
    const answers = await world.permissions(role, wishes);
    const findings = answers
      .filter(({ decision }) => decision !== 'allowed')
      .map(({ action, resource, decision }) =>
        decision === 'implicitDeny' && resource === '*'
          ? unknown(
              'permissions',
              `${action} is not allowed on every resource; whether on the right one is not known`,
            )
          : wrong('permissions', `${role} may not ${action} on ${resource} (${decision})`),
      );
    return findings.length > 0
      ? findings
      : [ok('permissions', `${role} may make all ${wishes.length} calls`)];
  } catch (error) {
    return [unknown('permissions', `IAM does not tell: ${(error as Error).message}`)];
  }
}

/** The one resource that a call names by its ARN. */
const resourceOf = ({ input }: AwsCall): string => {
  const { RuleArn, ListenerArn, TargetGroupArn, resourceArn } = input as Partial<Record<string, string>>;
  return RuleArn ?? ListenerArn ?? TargetGroupArn ?? resourceArn ?? '*';
};
