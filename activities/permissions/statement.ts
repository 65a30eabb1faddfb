/** What one statement of an IAM policy allows. */
export interface Statement {
  /** Its name: letters and digits, once in a policy. */
  readonly sid: string;
  readonly actions: readonly string[];
  /** ARNs, in which `*` stands for any characters; `*` alone only where AWS knows of no resources. */
  readonly resources: readonly string[];
  /** By operator and key. */
  readonly condition?: Readonly<Record<string, Readonly<Record<string, readonly string[]>>>>;
  /** That a plan does not say which resources they are, so that these are more than those. */
  readonly wide?: true;
}

/** A statement about actions that AWS authorizes without a resource, mostly reads. */
export const withoutResources = (...actions: readonly string[]): Statement => ({
  sid: 'WithoutResources',
  actions,
  resources: ['*'],
});

/**
 * The actions that change something and that neither a tag nor a resource's whole name binds, so that they could be
 * done to what is somebody else's.
 */
export function unboundActions(statements: readonly Statement[]): string[] {
  const unbound = statements.filter(
    ({ resources, condition = {} }) =>
      resources.some((resource) => resource.includes('*')) &&
      !Object.values(condition).some((keys) => Object.keys(keys).some((key) => TAG_KEY.test(key))),
  );
  return [...new Set(unbound.flatMap(({ actions }) => actions))]
    .filter((action) => !READS.test(action))
    .sort();
}

const TAG_KEY = /^aws:(ResourceTag|RequestTag)\//;
const READS = /:(Describe|Get|List|Validate)/;

/** Statements about the same resources, under the same condition, as one; each has a name of its own then. */
export function united(statements: readonly Statement[]): Statement[] {
  const byResources = new Map<string, Statement>();
  for (const statement of statements) {
    const key = JSON.stringify([statement.resources, statement.condition]);
    const before = byResources.get(key) ?? statement;
    const actions = [...new Set([...before.actions, ...statement.actions])].sort();
    byResources.set(key, { ...before, actions });
  }
  const all = [...byResources.values()];
  return all.map((statement, i) => {
    const namesakes = all.slice(0, i).filter(({ sid }) => sid === statement.sid).length;
    return namesakes === 0 ? statement : { ...statement, sid: `${statement.sid}${namesakes + 1}` };
  });
}

/** An identity-based policy, as `aws iam put-role-policy` takes it. */
export interface PolicyDocument {
  readonly Version: '2012-10-17';
  readonly Statement: readonly PolicyStatement[];
}

export interface PolicyStatement {
  readonly Sid: string;
  readonly Effect: 'Allow';
  readonly Action: readonly string[];
  readonly Resource: readonly string[];
  readonly Condition?: Statement['condition'];
}

export const policyDocument = (statements: readonly Statement[]): PolicyDocument => ({
  Version: '2012-10-17',
  Statement: statements.map(({ sid, actions, resources, condition }) => ({
    Sid: sid,
    Effect: 'Allow',
    Action: actions,
    Resource: resources,
    ...(condition && { Condition: condition }),
  })),
});
