import { readFileSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { z } from 'zod';
import {
  parsedYaml,
  UnreadableText,
  type ParsedText,
  type Position,
  type Slip,
} from '../activities/plan/parsed-text.ts';
import { problemsOf } from '../activities/plan/problem.ts';
import { problemInWords } from '../activities/plan/words.ts';
import { LIMIT_NAMES, positionIn, type RuleLimits, type Policy } from '../activities/policy/policy.ts';

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
  eventBuses: 'event buses that are told, as files name them, such as default',
  topics: 'ARNs of SNS topics that are told',
  commanders: 'names of who may command rollouts, as commands give them',
};
const signingKey = z
  .string({ error: 'must be a text' })
  .regex(
    /^MCowBQYDK2VwAyEA[A-Za-z0-9+/]{43}=$/,
    'must be an Ed25519 public key, the line that `openssl pkey -pubout` prints of it: MCowBQYDK2VwAyEA…',
  );

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
          eventBuses: limit('eventBuses'),
          topics: limit('topics'),
          commanders: limit('commanders'),
          signingKeys: z
            .array(signingKey, { error: 'must be a list of public keys' })
            .min(1, 'must name at least one')
            .max(10, 'must name at most ten')
            .describe('public keys of dashboards, whose signed commands prove who asks')
            .optional(),
        }),
        { error: 'must be a list of rules' },
      )
      .min(1, 'must have a rule: what no rule is for is refused'),
    adopt: z
      .array(z.string().min(1), { error: 'must be a list of deployment files' })
      .describe(
        'deployment files of services whose deployments of ECS are taken over, whoever begins them; beside the policy',
      )
      .optional(),
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
 * @throws `InvalidSettings` that names each thing that is wrong, with its line and column
 */
export function readPolicy(file: string): Policy {
  const { content, slips, placeOf } = parsed(file, textOf(file));
  const at = (path: string): Position => placeOf(path) ?? START;
  const said = ({ path, message, ...place }: Slip) =>
    `${positionIn(file, place)}: ${path === '(file)' ? 'the policy' : path} ${message}`;
  if (slips.length > 0) throw invalid(slips.map(said));
  const { data, error } = form.safeParse(content, { error: problemInWords });
  if (error)
    throw invalid(
      problemsOf(error, content).map(({ path, message }) => said({ path, message, ...at(path) })),
    );
  const rules = data.rules.map(({ environments, services, account: where, signingKeys, ...limits }, i) => ({
    ...at(`rules.${i}`),
    environments,
    services,
    ...(where && { account: present(where) }),
    ...(signingKeys && { signingKeys }),
    ...(Object.fromEntries(
      LIMIT_NAMES.flatMap((name) => {
        const allowed = limits[name];
        return allowed === undefined ? [] : [[name, { allowed, ...at(`rules.${i}.${name}`) }]];
      }),
    ) as RuleLimits),
  }));
  const { adopt } = data;
  return { file, rules, ...(adopt && { adopt: adopt.map((each) => resolve(dirname(file), each)) }) };
}

const START: Position = { line: 1, column: 1 };

/** A policy in YAML, or in JSON, which is YAML as well. */
function parsed(file: string, text: string): ParsedText {
  try {
    return parsedYaml(text);
  } catch (error) {
    if (error instanceof UnreadableText)
      throw invalid([`the policy ${file} cannot be read: ${error.message}`]);
    throw error;
  }
}

const present = ({ id, ...others }: z.output<typeof account>) => ({
  id,
  ...(others.region !== undefined && { region: others.region }),
  ...(others.roleArn !== undefined && { roleArn: others.roleArn }),
  ...(others.externalId !== undefined && { externalId: others.externalId }),
});

function textOf(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch (error) {
    throw invalid([`the policy ${file} cannot be read: ${(error as Error).message}`]);
  }
}

const invalid = (problems: readonly string[]) =>
  Object.assign(new Error(problems.join('\n')), { name: 'InvalidSettings' });
