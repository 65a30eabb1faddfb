import { z } from 'zod';
import type { Version } from '../../workflows/rollout/plan.ts';
import type { Owner } from '../../workflows/rollout/owner.ts';
import type {
  CloudFormationSpec,
  EcsServices,
  EcsSpec,
  GivenSpec,
  Tags,
} from '../../workflows/rollout/provisioner-spec.ts';
import type { AlbSpec } from '../../workflows/rollout/router-spec.ts';
import { stackPrefixOf, versionPart } from '../../workflows/rollout/names.ts';
import { containerFields } from './container-fields.ts';
import { tagValue } from './names.ts';
import { count, oneOf, roleArn, texts, word } from './rollout-fields.ts';
import { templateParameters } from './secrets.ts';
import { handBack } from './rollout-steps.ts';
import { taskDefinition } from './rollout-task-definition.ts';
import { base64Template } from './template.ts';

const REVISION = /^(arn:[\w-]+:ecs:[\w-]+:\d{12}:task-definition\/)?[\w-]{1,255}:[1-9]\d*$/;

/** What makes a version run. */
export const provisioner = z.discriminatedUnion(
  'kind',
  [
    z.strictObject({
      kind: z.literal('ecs'),
      cluster: word('default: the environment').optional(),
      service: word('first part of the names of ECS services; default: the service').optional(),
      taskDefinition: taskDefinition.optional(),
      revision: z
        .string()
        .regex(REVISION, 'must be the family and revision of a task definition, such as cart:7')
        .describe(
          'a registered task definition of the same family, such as `cart:7`, to run as it is; its image has to be version.image',
        )
        .optional(),
      replace: oneOf(
        ['inPlace', 'swap'],
        'inPlace: the serving ECS service stays and finally gets the new task definition; swap: the new service replaces it',
      ).default('inPlace'),
      handBack,
      ...containerFields,
      tasks: count(
        1,
        1000,
        'initial number of tasks of the new version, which grows with its weight; default: as many as the serving version has',
      ).optional(),
    }),
    z.strictObject({
      kind: z.literal('cloudFormation'),
      stackPrefix: word('default: <environment>-<service>').optional(),
      template: base64Template.describe('a template: the name of a file beside this one, or base64'),
      parameters: templateParameters(
        'parameters of the template in addition to Sha and ContainerImage',
      ).default({}),
      capabilities: z
        .array(z.enum(['CAPABILITY_IAM', 'CAPABILITY_NAMED_IAM', 'CAPABILITY_AUTO_EXPAND']))
        .default([]),
      roleArn: roleArn
        .describe(
          "ARN of the role with which CloudFormation creates and removes a version's resources; default: the worker's own",
        )
        .optional(),
    }),
    z.strictObject({
      kind: z.literal('given'),
      cluster: word('default: the environment').optional(),
      services: texts(
        'ECS services by version: a version gets no traffic before its service is stable; without them, that is not checked',
      ).default({}),
    }),
  ],
  { error: 'must have a kind: ecs, cloudFormation or given' },
);

/** The field `tags`: AWS keeps the prefix `aws:` to itself, and `serin:` is Serin's own. */
export const tags = z
  .record(
    z.string().regex(/^(?!aws:|serin:)[\w .:/=+@-]{1,128}$/i, 'must be a tag key, not of aws: or serin:'),
    tagValue,
    { error: 'must map keys to texts: tags for everything that is created for a version' },
  )
  .describe('tags for everything that is created for a version')
  .optional();

type Given<Kind> = Extract<z.output<typeof provisioner>, { kind: Kind }>;

/** Whose versions are made, and what else a provisioner has to know of the file. */
interface Made extends Owner {
  readonly version: Version;
  readonly tags?: Tags | undefined;
}

export function ecsSpec(
  { environment, taskDefinition, revision, container, tasks, ...given }: Given<'ecs'>,
  { rule, owner, home }: AlbSpec,
  made: Made,
): EcsSpec {
  return {
    kind: 'ecs',
    owner,
    ...ecsServices(given, made),
    rule,
    ...(home && { home }),
    image: made.version.image,
    environment,
    ...(taskDefinition === undefined ? {} : { taskDefinition }),
    ...(revision === undefined ? {} : { revision }),
    ...(container === undefined ? {} : { container }),
    ...(tasks === undefined ? {} : { tasks }),
    ...tagged(made),
  };
}

/** Where the services of versions are, by names that a file need not give. */
export const ecsServices = (
  { cluster, service }: Pick<Given<'ecs'>, 'cluster' | 'service'>,
  owner: Owner,
): EcsServices => ({ cluster: cluster ?? owner.environment, service: service ?? owner.service });

export function stackSpec(
  { stackPrefix, template, parameters, capabilities, roleArn: role }: Given<'cloudFormation'>,
  made: Made,
): CloudFormationSpec {
  const { environment, service, version } = made;
  return {
    kind: 'cloudFormation',
    owner: ownerIn(made),
    stackPrefix: stackPrefix ?? stackPrefixOf(environment, service),
    templateBody: template,
    parameters: { ...parameters, Sha: versionPart(version.id), ContainerImage: version.image },
    capabilities,
    ...(role === undefined ? {} : { roleArn: role }),
    ...tagged(made),
  };
}

export const givenSpec = (
  { cluster, services }: Given<'given'>,
  { environment }: Pick<Owner, 'environment'>,
): GivenSpec => ({ kind: 'given', cluster: cluster ?? environment, services });

export const ownerIn = ({ environment, service }: Owner): Owner => ({ environment, service });
const tagged = ({ tags }: Made) => (tags === undefined ? {} : { tags });
