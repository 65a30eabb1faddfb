import { z } from 'zod';
import type { GivenDefinition } from '../../workflows/rollout/provisioner-spec.ts';
import { unknownField } from './problem.ts';
import { secretIn } from './secrets.ts';

/** https://docs.aws.amazon.com/AmazonECS/latest/developerguide/service-quotas.html */
const MAX_BYTES = 64 * 1024;

/** What `RegisterTaskDefinition` takes beside family and containers. Their content is compared with ECS's own schema where ECS is asked. */
const SETTINGS = [
  'taskRoleArn',
  'executionRoleArn',
  'networkMode',
  'volumes',
  'placementConstraints',
  'requiresCompatibilities',
  'cpu',
  'memory',
  'tags',
  'pidMode',
  'ipcMode',
  'proxyConfiguration',
  'inferenceAccelerators',
  'ephemeralStorage',
  'runtimePlatform',
  'enableFaultInjection',
];

/** What `DescribeTaskDefinition` answers besides, which no registration takes: files are often made of its answers. */
const ADDED_BY_ECS = [
  'taskDefinitionArn',
  'revision',
  'status',
  'requiresAttributes',
  'compatibilities',
  'registeredAt',
  'registeredBy',
  'deregisteredAt',
];

const role = z
  .string({ error: 'must be the name or ARN of a role' })
  .optional()
  .describe('the name or ARN of a role');

const variable = z.looseObject({
  name: z.string({ error: "must be the variable's name" }).describe("the variable's name"),
  value: z.string({ error: 'must be a text: quote it' }).describe("the variable's value"),
});

const container = z.looseObject(
  {
    name: z
      .string({ error: "must be the container's name" })
      .min(1, "must be the container's name")
      .describe("the container's name"),
    image: z
      .string({ error: 'must be an image' })
      .optional()
      .describe(
        'version.image in its place, in the container that gets the image and in all that name the same one',
      ),
    environment: z
      .array(variable, {
        error: 'must be a list of names and values',
      })
      .optional()
      .describe('variables; secrets are refused'),
  },
  { error: 'must be a container definition' },
);

const definition = z.looseObject(
  {
    family: z
      .string({ error: "must be the task definition's family" })
      .min(1, 'must not be empty')
      .describe('the family whose next revision it becomes'),
    containerDefinitions: z
      .array(container, { error: 'must be a list of container definitions' })
      .min(1, 'must have a container')
      .describe('as RegisterTaskDefinition accepts them'),
    taskRoleArn: role,
    executionRoleArn: role,
  },
  { error: 'must be a task definition' },
);

const known = [...Object.keys(definition.shape), ...SETTINGS];

/** The name of a file is put in by whoever reads the deployment file, so that one that is still there leads nowhere. */
const fileName = z
  .string()
  .refine(() => false, 'must be the name of a JSON file beside this one, or its content');

/** A rendered task definition, without what only ECS adds to one. */
export const taskDefinition = z
  .union([fileName, z.preprocess(withoutNulls, definition)], {
    error: 'must be a task definition: the name of a JSON file beside this one, or its content',
  })
  .superRefine((given, context) => {
    if (typeof given === 'string') return;
    const refuse = (path: (string | number)[], message: string) =>
      context.addIssue({ code: 'custom', path, message });
    if (Buffer.byteLength(JSON.stringify(given)) > MAX_BYTES)
      refuse([], `must have at most ${MAX_BYTES} bytes, ECS's limit`);
    for (const name of Object.keys(given))
      if (![...known, ...ADDED_BY_ECS].includes(name)) refuse([name], unknownField([name], known).message);
    for (const [i, { environment = [] }] of given.containerDefinitions.entries())
      for (const [j, { name, value }] of environment.entries())
        if (secretIn(name, value)) refuse(['containerDefinitions', i, 'environment', j], SECRET);
  })
  .transform((given) => withoutAdded(given as GivenDefinition))
  .describe(
    "a rendered task definition to use instead of a copy of the serving version's: the name of a JSON file beside this one, or its content",
  );

const SECRET =
  'must not hold a secret: name it under `secrets` of the container, by its ARN in Secrets Manager or Parameter Store';

/** Programs that render files write null for what is not there. */
function withoutNulls(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(withoutNulls);
  if (typeof value !== 'object' || value === null) return value;
  const kept = Object.entries(value).filter(([, each]) => each !== null);
  return Object.fromEntries(kept.map(([name, each]) => [name, withoutNulls(each)]));
}

const withoutAdded = (given: GivenDefinition): GivenDefinition =>
  Object.fromEntries(
    Object.entries(given).filter(([name]) => !ADDED_BY_ECS.includes(name)),
  ) as unknown as GivenDefinition;
