import { unboundActions, type Statement } from '../../activities/permissions/statement.ts';

/** Statements for people: what may be done, and with what. */
export const policyText = (statements: readonly Statement[]): string =>
  statements
    .map(({ sid, actions, resources, condition }) =>
      [
        sid,
        ...actions.map((action) => `  ${action}`),
        ...resources.map((resource) => `    on ${resource}`),
        ...conditionLines(condition),
      ].join('\n'),
    )
    .join('\n');

const conditionLines = (condition: Statement['condition'] = {}): string[] =>
  Object.values(condition).flatMap((keys) =>
    Object.entries(keys).map(([key, values]) => `    if ${key} is ${values.join(' or ')}`),
  );

/** What a person may have to change: which statements can be narrowed, and what a template needs besides. */
export function policyRemarks(statements: readonly Statement[], unknownTypes: readonly string[]): string[] {
  const wide = statements.filter((statement) => statement.wide).map(({ sid }) => sid);
  const unbound = unboundActions(statements);
  return [
    ...(wide.length === 0
      ? []
      : [`wider than needed, because the deployment file does not name the resources: ${wide.join(', ')}`]),
    ...(unbound.length === 0
      ? []
      : [
          `not restricted by a tag or a full name, because AWS or the deployment file does not allow it: ${unbound.join(', ')}`,
        ]),
    ...(unknownTypes.length === 0
      ? []
      : [
          `not included; add the permissions that CloudFormation needs to create and remove them: ${unknownTypes.join(', ')}`,
        ]),
  ];
}
