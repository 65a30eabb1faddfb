import { type EvaluationResult, type IAMClient, paginateSimulatePrincipalPolicy } from '@aws-sdk/client-iam';
import type { Statement } from './statement.ts';

/** What IAM says of one action on one of a statement's resources. */
export interface SimulatedAnswer {
  readonly action: string;
  readonly resource: string;
  /** `allowed`, `explicitDeny`, or `implicitDeny` where no statement of the role's policies speaks of it. */
  readonly decision: string;
  /** That a role may be allowed less than this, and enough. */
  readonly wide: boolean;
}

/** Asks IAM what a role's policies say of statements, without making any call in its name. */
export async function simulated(
  iam: IAMClient,
  role: string,
  statements: readonly Statement[],
): Promise<SimulatedAnswer[]> {
  return (await Promise.all(statements.map((statement) => answersTo(iam, role, statement)))).flat();
}

async function answersTo(iam: IAMClient, role: string, statement: Statement): Promise<SimulatedAnswer[]> {
  const { actions, resources, condition = {}, wide = false } = statement;
  const patterns = new Map(resources.map((resource) => [exampleOf(resource), resource]));
  const results: EvaluationResult[] = [];
  const pages = paginateSimulatePrincipalPolicy(
    { client: iam },
    {
      PolicySourceArn: role,
      ActionNames: [...actions],
      ResourceArns: [...patterns.keys()],
      ContextEntries: Object.entries(condition).flatMap(([operator, keys]) =>
        Object.entries(keys).map(([ContextKeyName, values]) => ({
          ContextKeyName,
          ContextKeyType: operator.startsWith('ForAllValues:') ? 'stringList' : 'string',
          ContextKeyValues: values.map(exampleOf),
        })),
      ),
    },
  );
  for await (const { EvaluationResults = [] } of pages) results.push(...EvaluationResults);
  return results.map(({ EvalActionName = '', EvalResourceName = '', EvalDecision = '', ...others }) => ({
    action: EvalActionName,
    resource: patterns.get(EvalResourceName) ?? EvalResourceName,
    decision: EvalDecision,
    // A condition about what only a real call has, such as its Region, is not met by an example.
    wide: wide || (others.MissingContextValues ?? []).length > 0,
  }));
}

/** A resource that a pattern stands for; IAM takes no patterns. */
const exampleOf = (pattern: string): string => (pattern === '*' ? pattern : pattern.replaceAll('*', 'some'));
