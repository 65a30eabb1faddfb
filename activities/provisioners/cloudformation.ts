import {
  type CloudFormationClient,
  CreateStackCommand,
  type Stack,
  type StackStatus,
  ValidateTemplateCommand,
} from '@aws-sdk/client-cloudformation';
import type { ECSClient } from '@aws-sdk/client-ecs';
import { ApplicationFailure } from '@temporalio/common';
import { nameOfVersion } from '../../workflows/rollout/names.ts';
import type { CloudFormationSpec, Tags } from '../../workflows/rollout/provisioner-spec.ts';
import { madeOrFound } from '../made-or-found.ts';
import { ownerTags } from '../ownership.ts';
import { healthyTasksOf, servicesReadiness } from './ecs-readiness.ts';
import type { Provisioner, Readiness } from './provisioner.ts';
import { failureReason, progressOf } from './stack-events.ts';
import { deleteStack, describeStack, isGone, resourcesOf, stackOwnership, tagStack } from './stacks.ts';

/** One CloudFormation stack per version, named `<stackPrefix>-<version>`. */
export function cloudFormationProvisioner(
  cloudFormation: CloudFormationClient,
  ecs: ECSClient,
  spec: CloudFormationSpec,
): Provisioner {
  const stackName = (version: string) => nameOfVersion(spec.stackPrefix, version);
  const describe = (nameOrId: string) => describeStack(cloudFormation, nameOrId);
  const ownership = (stack: Stack | undefined, version: string, made?: string) =>
    stackOwnership(stack, spec.owner, version, made);

  /** The id of a version's own stack, if there is one. A failed one of an earlier try cannot be repaired, so it makes room first. */
  async function findUsable(version: string): Promise<string | undefined> {
    const stack = await describe(stackName(version));
    const whose = ownership(stack, version);
    if (whose.kind === 'foreign') throw versionFailed(whose.reason);
    if (whose.kind !== 'owned' || stack === undefined) return undefined;
    if (!isLeftover(stack)) return whose.id;
    await deleteStack(cloudFormation, whose.id);
    throw ApplicationFailure.create({
      type: 'NotYet',
      message: `${stack.StackName} of an earlier try (${stack.StackStatus}) is being deleted`,
    });
  }

  return {
    async create(version, rollout) {
      const name = stackName(version);
      const parameters = await validated(cloudFormation, spec);
      const tags = { ...spec.tags, ...ownerTags(spec.owner, version, rollout), 'managed-by': 'serin' };
      const find = () => findUsable(version);
      const make = () => createStack(cloudFormation, spec, name, parameters, tags);
      return (await find()) ?? madeOrFound(name, make, find);
    },

    async ownership(version, made) {
      return ownership(await describe(made ?? stackName(version)), version, made);
    },

    async readiness(version) {
      const name = stackName(version);
      const status = (await describe(name))?.StackStatus;
      if (status === undefined || status === 'DELETE_COMPLETE') return { kind: 'absent' };
      try {
        return await readinessAt(status, cloudFormation, ecs, name);
      } catch (error) {
        // A stack under deletion may vanish between two looks.
        if (isGone(error)) return { kind: 'absent' };
        throw error;
      }
    },

    async healthyTasks(version) {
      const services = await this.services(version);
      if (services.length > 0) return healthyTasksOf(ecs, services);
      const { kind } = await this.readiness(version);
      return kind === 'absent' ? 0 : undefined;
    },

    async adopt(version) {
      const stack = await describe(stackName(version));
      if (stack !== undefined && ownership(stack, version).kind === 'foreign')
        await tagStack(cloudFormation, stack, ownerTags(spec.owner, version));
    },

    async remove(version, made) {
      const stack = await describe(made ?? stackName(version));
      // One look may be wrong about a stack that is there, and deleting one that is not changes nothing.
      const doubted = stack === undefined && made !== undefined;
      const whose = doubted ? { kind: 'owned' as const, id: made } : ownership(stack, version, made);
      if (whose.kind === 'owned' && stack?.StackStatus !== 'DELETE_IN_PROGRESS')
        await deleteStack(cloudFormation, whose.id);
      return whose;
    },

    async services(version) {
      try {
        const arns = await serviceArns(cloudFormation, stackName(version));
        return arns.map((arn) => arn.split(':').at(-1) ?? arn);
      } catch (error) {
        if (isGone(error)) return [];
        throw error;
      }
    },
  };
}

/** On its way to what was asked for; a rollback is on its way from it. */
const IN_PROGRESS: ReadonlySet<StackStatus> = new Set([
  'CREATE_IN_PROGRESS',
  'UPDATE_IN_PROGRESS',
  'UPDATE_COMPLETE_CLEANUP_IN_PROGRESS',
  'DELETE_IN_PROGRESS',
]);

async function readinessAt(
  status: StackStatus,
  cloudFormation: CloudFormationClient,
  ecs: ECSClient,
  name: string,
): Promise<Readiness> {
  // A stack is complete when its ECS services have become steady once; serving takes that they still are.
  if (status === 'CREATE_COMPLETE' || status === 'UPDATE_COMPLETE')
    return servicesReadiness(ecs, await serviceArns(cloudFormation, name));
  const where = `stack ${name} is ${status}`;
  return IN_PROGRESS.has(status)
    ? { kind: 'pending', reason: `${where}: ${await progressOf(cloudFormation, ecs, name)}` }
    : { kind: 'failed', reason: `${where}: ${await failureReason(cloudFormation, name)}` };
}

const versionFailed = (message: string) => ApplicationFailure.create({ type: 'VersionFailed', message });

/** What an earlier try left behind, and what can only be deleted. */
const isLeftover = ({ StackStatus: status }: Stack): boolean =>
  /FAILED$|^ROLLBACK_|^DELETE_/.test(status ?? '');

/** Refuses a broken template before anything is made. Answers the parameters that the template takes. */
async function validated(
  cloudFormation: CloudFormationClient,
  spec: CloudFormationSpec,
): Promise<Record<string, string>> {
  const template = await cloudFormation.send(
    new ValidateTemplateCommand({ TemplateBody: spec.templateBody }),
  );
  const declared = template.Parameters ?? [];
  const missing = declared.filter(
    (p) => p.DefaultValue === undefined && spec.parameters[p.ParameterKey ?? ''] === undefined,
  );
  const lacking = (template.Capabilities ?? []).filter(
    (capability) => !spec.capabilities.includes(capability),
  );
  const problems = [
    ...missing.map(
      (p) => `the template asks for parameter ${p.ParameterKey}, which a deployment file does not have`,
    ),
    ...lacking.map(
      (capability) => `the template needs ${capability}: list it under Capabilities if that is meant`,
    ),
  ];
  if (problems.length > 0) throw versionFailed(problems.join('; '));
  const names = new Set(declared.map((p) => p.ParameterKey));
  return Object.fromEntries(Object.entries(spec.parameters).filter(([key]) => names.has(key)));
}

/** Answers the stack's id. */
async function createStack(
  cloudFormation: CloudFormationClient,
  spec: CloudFormationSpec,
  name: string,
  parameters: Record<string, string>,
  tags: Tags,
): Promise<string> {
  const command = new CreateStackCommand({
    StackName: name,
    TemplateBody: spec.templateBody,
    Parameters: Object.entries(parameters).map(([ParameterKey, ParameterValue]) => ({
      ParameterKey,
      ParameterValue,
    })),
    Capabilities: [...spec.capabilities] as never,
    RoleARN: spec.roleArn,
    Tags: Object.entries(tags).map(([Key, Value]) => ({ Key, Value })),
  });
  return (await cloudFormation.send(command)).StackId ?? '';
}

/** The stack's ECS services, `arn:aws:ecs:<region>:<account>:service/<cluster>/<name>` each. */
async function serviceArns(cloudFormation: CloudFormationClient, name: string): Promise<string[]> {
  const resources = await resourcesOf(cloudFormation, name);
  return resources
    .filter(({ ResourceType }) => ResourceType === 'AWS::ECS::Service')
    .flatMap(({ PhysicalResourceId: arn }) => arn ?? []);
}
