import { type IAMClient, SimulatePrincipalPolicyCommand } from '@aws-sdk/client-iam';

/** An action on a resource, as IAM names them; `*` where a policy may narrow it in ways that cannot be known here. */
export interface Wish {
  readonly action: string;
  readonly resource: string;
}

/** IAM's answer: `allowed`, `explicitDeny`, or `implicitDeny` where no statement speaks of it. */
export interface Answer extends Wish {
  readonly decision: string;
}

/** Asks IAM what a role's policies say of wishes, without making any call in its name. */
export async function simulated(iam: IAMClient, role: string, wishes: readonly Wish[]): Promise<Answer[]> {
  const resources = [...new Set(wishes.map(({ resource }) => resource))];
  const answers = resources.map(async (resource) => {
    const ofResource = wishes.filter((wish) => wish.resource === resource);
    const { EvaluationResults: results = [] } = await iam.send(
      new SimulatePrincipalPolicyCommand({
        PolicySourceArn: role,
        ActionNames: [...new Set(ofResource.map(({ action }) => action))],
        ResourceArns: [resource],
      }),
    );
    return results.map(({ EvalActionName: action = '', EvalDecision: decision = '' }) => ({
      action,
      resource,
      decision,
    }));
  });
  return (await Promise.all(answers)).flat();
}
