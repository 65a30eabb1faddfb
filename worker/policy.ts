import { readFileSync } from 'node:fs';
import { isNode, LineCounter, parseDocument, type Document } from 'yaml';
import { z } from 'zod';
import { problemsOf } from '../activities/plan/problem.ts';
import { inWords } from '../activities/plan/words.ts';
import { LIMIT_NAMES, type Limits, type Policy } from '../activities/policy/policy.ts';

const patterns = (what: string) =>
  z
    .array(z.string().min(1).max(2048), { error: `must be a list: ${what}` })
    .min(1, 'must name at least one')
    .describe(what);

const account = z.strictObject(
  {
    id: z.string({ error: 'must be an account id: quote it' }).regex(/^\d{12}$/, 'must have 12 digits'),
    region: z
      .string()
      .regex(/^[a-z]{2}(-[a-z]+)+-\d$/, 'must be a Region, such as eu-west-1')
      .optional(),
    roleArn: z
      .string()
      .regex(/^arn:[\w-]+:iam::\d{12}:role\/[\w+=,.@/-]+$/, 'must be the ARN of a role')
      .describe('the role that the worker assumes there')
      .optional(),
    externalId: z.string().min(2).max(1224).describe('what the role asks for besides').optional(),
  },
  { error: 'must be an account: id, and region, roleArn and externalId where they are needed' },
);

const WHAT: Readonly<Record<(typeof LIMIT_NAMES)[number], string>> = {
  stackPrefixes: 'stack prefixes, such as shop-*',
  registries: 'images, such as 123456789012.dkr.ecr.eu-west-1.amazonaws.com/shop/*',
  metricHosts: 'hosts of metrics with their ports, such as prometheus.internal:9090',
  capabilities: 'what templates may be allowed, such as CAPABILITY_IAM; NONE for nothing',
  roles: "ARNs of CloudFormation's roles",
  commanders: 'names of who may command rollouts, as commands give them',
};
const limit = (name: keyof typeof WHAT) => patterns(WHAT[name]).optional();

const form = z.strictObject(
  {
    rules: z
      .array(
        z.strictObject({
          environments: patterns('environments, in which * stands for any characters'),
          services: patterns('services, in which * stands for any characters').default(['*']),
          account: account.optional(),
          stackPrefixes: limit('stackPrefixes'),
          registries: limit('registries'),
          metricHosts: limit('metricHosts'),
          capabilities: limit('capabilities'),
          roles: limit('roles'),
          commanders: limit('commanders'),
        }),
        { error: 'must be a list of rules' },
      )
      .min(1, 'must have a rule: what no rule is for is refused'),
  },
  { error: 'must have rules' },
);

/** What an editor needs to complete and check a policy: its JSON Schema, draft 2020-12. */
export const policySchema = (): object => ({
  title: "Serin's worker policy",
  ...z.toJSONSchema(form, { target: 'draft-2020-12', io: 'input' }),
});

/**
 * Reads a worker's policy, once.
 *
 * @throws `InvalidSettings` that names each thing that is wrong, with its line
 */
export function readPolicy(file: string): Policy {
  const lines = new LineCounter();
  const document = parseDocument(textOf(file), { lineCounter: lines, uniqueKeys: true });
  const lineOf = (path: readonly PropertyKey[]) => lines.linePos(offsetOf(document, path)).line;
  const broken = document.errors.map(
    ({ pos, message }) => `${file}:${lines.linePos(pos[0]).line}: ${message.split('\n')[0]}`,
  );
  if (broken.length > 0) throw invalid(broken);
  const content: unknown = document.toJS();
  const { data, error } = form.safeParse(content, { error: inWords });
  if (error)
    throw invalid(
      problemsOf(error, content).map(
        ({ path, message }) => `${file}:${lineOf(path.split('.'))}: ${path} ${message}`,
      ),
    );
  const rules = data.rules.map(({ environments, services, account: where, ...limits }, i) => ({
    line: lineOf(['rules', i]),
    environments,
    services,
    ...(where && { account: present(where) }),
    ...(Object.fromEntries(
      LIMIT_NAMES.flatMap((name) => {
        const allowed = limits[name];
        return allowed === undefined ? [] : [[name, { allowed, line: lineOf(['rules', i, name]) }]];
      }),
    ) as Limits),
  }));
  return { file, rules };
}

const present = ({ id, ...others }: z.output<typeof account>) => ({
  id,
  ...(others.region !== undefined && { region: others.region }),
  ...(others.roleArn !== undefined && { roleArn: others.roleArn }),
  ...(others.externalId !== undefined && { externalId: others.externalId }),
});

/** Where the nearest thing that is there begins. */
function offsetOf(document: Document, path: readonly PropertyKey[]): number {
  const node: unknown = path.length === 0 ? document.contents : document.getIn(path, true);
  if (isNode(node) && node.range) return node.range[0];
  return path.length === 0 ? 0 : offsetOf(document, path.slice(0, -1));
}

function textOf(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch (error) {
    throw invalid([`the policy ${file} cannot be read: ${(error as Error).message}`]);
  }
}

const invalid = (problems: readonly string[]) =>
  Object.assign(new Error(problems.join('\n')), { name: 'InvalidSettings' });
