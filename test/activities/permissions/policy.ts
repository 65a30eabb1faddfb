import type { PolicyDocument, PolicyStatement } from '../../../activities/permissions/statement.ts';
import type { JournalEntry, Permission } from '../../infra/local/aws/server.ts';

/** Whether a policy allows something, as IAM evaluates it. Fails on operators of conditions that are not known here. */
export const allows = ({ Statement }: PolicyDocument, permission: Permission): boolean =>
  Statement.some((statement) => isAbout(statement, permission));

function isAbout(statement: PolicyStatement, { action, resource, context }: Permission): boolean {
  const { Action, Resource, Condition = {} } = statement;
  return (
    Action.some((pattern) => matches(pattern.toLowerCase(), action.toLowerCase())) &&
    Resource.some((pattern) => matches(pattern, resource)) &&
    Object.entries(Condition).every(([operator, keys]) =>
      Object.entries(keys).every(([key, wanted]) => holds(operator, wanted, context[key] ?? [])),
    )
  );
}

function holds(operator: string, wanted: readonly string[], values: readonly string[]): boolean {
  switch (operator) {
    case 'StringEquals':
      return values.some((value) => wanted.includes(value));
    case 'ForAllValues:StringEquals':
      return values.every((value) => wanted.includes(value));
    case 'ArnLike':
      return values.some((value) => wanted.some((pattern) => arnMatches(pattern, value)));
  }
  throw new Error(`${operator} is not known here`);
}

/** Any characters for `*`, one for `?`. */
const matches = (pattern: string, text: string): boolean =>
  new RegExp(
    `^${pattern
      .replace(/[.+^${}()|[\]\\]/g, '\\$&')
      .replaceAll('*', '.*')
      .replaceAll('?', '.')}$`,
  ).test(text);

/** Each of the first five parts by itself. */
function arnMatches(pattern: string, arn: string): boolean {
  const [patterns, parts] = [partsOf(pattern), partsOf(arn)];
  return patterns.length === parts.length && patterns.every((each, i) => matches(each, parts[i]!));
}

const partsOf = (arn: string): string[] => {
  const parts = arn.split(':');
  return [...parts.slice(0, 5), parts.slice(5).join(':')];
};

/** AWS tells everybody who they are, whatever their policies say. */
const needsNoPermission = ({ action }: Permission) => action === 'sts:GetCallerIdentity';

/** What a worker did that its policy does not allow, and what that allows which it never did. */
export function heldAgainst(policy: PolicyDocument, calls: readonly JournalEntry[], accessKey: string) {
  const asked = calls.filter((call) => call.accessKey === accessKey).flatMap((call) => call.permissions);
  const denied = asked.filter((permission) => !needsNoPermission(permission) && !allows(policy, permission));
  const done = new Set(asked.map(({ action }) => action));
  return {
    denied: [...new Set(denied.map((each) => JSON.stringify(each)))],
    unused: [...new Set(policy.Statement.flatMap(({ Action }) => Action))]
      .filter((action) => !done.has(action))
      .sort(),
  };
}
