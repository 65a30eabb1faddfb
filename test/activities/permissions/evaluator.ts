import { runSimulation, runUnsafeSimulation } from '@cloud-copilot/iam-simulate';
import type { PolicyDocument } from '../../../activities/permissions/statement.ts';
import type { JournalEntry, Permission } from '../../infra/local/aws/server.ts';

const ACCOUNT = '123456789012';

/** What the evaluator's data know of classic load balancers alone, whose actions have the same names. */
const CLASSIC_ALONE = ['elasticloadbalancing:AddTags', 'elasticloadbalancing:RemoveTags'];

/** Whether a policy allows something, as IAM evaluates it; a key that AWS does not know of the action is not there. */
export async function allows(
  policy: PolicyDocument,
  { action, resource, context }: Permission,
): Promise<boolean> {
  const simulation = {
    request: {
      principal: `arn:aws:iam::${ACCOUNT}:role/serin-worker`,
      action,
      resource: { resource, accountId: ACCOUNT },
      contextVariables: Object.fromEntries(
        Object.entries(context).map(([key, values]) => [key, valueOf(key, values)]),
      ),
    },
    identityPolicies: [{ name: 'worker', policy }],
    serviceControlPolicies: [],
    resourceControlPolicies: [],
  };
  if (CLASSIC_ALONE.includes(action)) return runUnsafeSimulation(simulation, {}) === 'Allowed';
  const result = await runSimulation(simulation, {});
  if (result.resultType === 'error')
    throw new Error(`${action} on ${resource} cannot be evaluated: ${JSON.stringify(result.errors)}`);
  return result.overallResult === 'Allowed';
}

const valueOf = (key: string, values: readonly string[]): string | string[] =>
  key === 'aws:TagKeys' ? [...values] : (values[0] ?? '');

/** AWS tells everybody who they are, whatever their policies say. */
const needsNoPermission = ({ action }: Permission) => action === 'sts:GetCallerIdentity';

/** What a worker did that its policy does not allow, and what that allows which it never did. */
export async function heldAgainst(policy: PolicyDocument, calls: readonly JournalEntry[], accessKey: string) {
  const asked = calls.filter((call) => call.accessKey === accessKey).flatMap((call) => call.permissions);
  const different = new Map(asked.map((permission) => [JSON.stringify(permission), permission]));
  const denied: string[] = [];
  for (const [text, permission] of different)
    if (!needsNoPermission(permission) && !(await allows(policy, permission))) denied.push(text);
  const done = new Set(asked.map(({ action }) => action));
  const unused = [...new Set(policy.Statement.flatMap(({ Action }) => Action))];
  return { denied, unused: unused.filter((action) => !done.has(action)).sort() };
}
