import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { parseEnv } from 'node:util';
import { z } from 'zod';
import { Refusal } from './refusal.ts';

const flag = z.enum(['True', 'False']);

/** What `set-env` takes from the environment, under the article's names; the rest is what stands in for what AWS retired. */
const schema = z.object({
  ENVIRONMENT_NAME: z
    .string()
    .regex(
      /^[a-z][a-z0-9-]{0,30}$/,
      'begins with a lower-case letter, then at most 30 of them, digits and dashes',
    )
    .default('ecs-blogpost'),
  NAMESPACE: z
    .string()
    .regex(/^[a-z0-9-]+(\.[a-z0-9-]+)*$/, 'is a domain name, such as yelb.local')
    .default('yelb.local'),
  AWS_REGION: z
    .string()
    .regex(/^[a-z]{2}(-[a-z]+)+-\d$/, 'is the name of a Region, such as us-west-2')
    .default('us-west-2'),
  BUILD_COMPUTE_TYPE: z.string().default('BUILD_GENERAL1_SMALL'),
  USE_SAMPLE_MICROSERVICES: flag.default('True'),
  USE_APP_MESH: flag.default('True'),
  DEPLOYMENT_FILE: z.enum(['deploy.json', 'rollout.yaml']).default('deploy.json'),
  SOURCE_PROVIDER: z.enum(['S3', 'CodeConnections', 'CodeCommit']).default('S3'),
  CONNECTION_ARN: z.string().startsWith('arn:').optional(),
  REPOSITORY_OWNER: z.string().min(1).optional(),
  BRANCH_NAME: z.string().min(1).default('main'),
  TEMPORAL_ADDRESS: z
    .string()
    .regex(
      /^[^\s/]+:\d+$/,
      'is a host with a port, such as my-namespace.a2dd6.tmprl.cloud:7233, that the environment reaches',
    ),
  TEMPORAL_NAMESPACE: z.string().min(1).default('default'),
  SERIN_IMAGE: z.string().min(1).optional(),
  WORKER_COUNT: z.string().regex(/^\d+$/, 'is a number').default('2'),
  SHARED_STACK_NAME: z.string().optional(),
});

const recorded = schema.extend({ ACCOUNT_ID: z.string(), SHARED_STACK_NAME: z.string() });

/** The environment that the targets work on. */
export type Settings = z.infer<typeof recorded>;

const path = (env: NodeJS.ProcessEnv): string =>
  resolve(env['AWS_ENV_FILE'] ?? join(import.meta.dirname, '../../.serin/aws.env'));

/** Takes settings from the environment, from the record where it says nothing; refuses with every problem at once. */
export function chooseSettings(env: NodeJS.ProcessEnv): Omit<Settings, 'ACCOUNT_ID'> {
  const before = existsSync(path(env)) ? parseEnv(readFileSync(path(env), 'utf8')) : {};
  const { SHARED_STACK_NAME, ...chosen } = checked(schema, { ...before, ...given(env) });
  return {
    ...chosen,
    SHARED_STACK_NAME: SHARED_STACK_NAME ?? `${chosen.ENVIRONMENT_NAME}-deployment-stepfunctions`,
  };
}

/** Writes the settings down, in a form that a shell reads as well; answers with the file's path. */
export function recordSettings(env: NodeJS.ProcessEnv, settings: Settings): string {
  const lines = Object.entries(settings).map(([name, value]) => `${name}=${value}\n`);
  mkdirSync(dirname(path(env)), { recursive: true });
  writeFileSync(path(env), lines.join(''));
  return path(env);
}

/** Reads what `set-env` wrote. Refuses where the environment says otherwise: it may mean another Region, or another environment. */
export function readSettings(env: NodeJS.ProcessEnv): Settings {
  if (!existsSync(path(env))) throw new Refusal('there are no settings yet: run make set-env first');
  const settings = checked(recorded, parseEnv(readFileSync(path(env), 'utf8')));
  const others = Object.entries(given(env)).filter(
    ([name, value]) => settings[name as keyof Settings] !== value,
  );
  if (others.length === 0) return settings;
  const differences = others.map(
    ([name, value]) =>
      `  ${name} is ${value}, but was set to ${settings[name as keyof Settings] ?? 'nothing'}`,
  );
  throw new Refusal(
    `the environment differs from what make set-env wrote:\n${differences.join('\n')}\nrun make set-env again if that is meant, or unset it`,
  );
}

/** The settings that the environment names; what is empty counts as not named. */
function given(env: NodeJS.ProcessEnv): Record<string, string> {
  const names = Object.keys(schema.shape);
  return Object.fromEntries(
    names.flatMap((name) => {
      const value = env[name];
      return value === undefined || value === '' ? [] : [[name, value] as const];
    }),
  );
}

function checked<Schema extends z.ZodType>(schema: Schema, values: unknown): z.infer<Schema> {
  const parsed = schema.safeParse(values);
  if (parsed.success) return parsed.data;
  const problems = parsed.error.issues.map(({ path, message }) => `  ${path.join('.')}: ${message}`);
  throw new Refusal(`the settings are not right:\n${problems.join('\n')}`);
}
