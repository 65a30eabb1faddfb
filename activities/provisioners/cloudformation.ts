import {
  type CloudFormationClient,
  CreateStackCommand,
  DeleteStackCommand,
  DescribeStackResourcesCommand,
  DescribeStacksCommand,
  type Stack,
  type StackStatus,
  ValidateTemplateCommand,
} from '@aws-sdk/client-cloudformation';
import type { ECSClient } from '@aws-sdk/client-ecs';
import { ApplicationFailure } from '@temporalio/common';
import type { CloudFormationSpec } from '../../workflows/rollout/provisioner-spec.ts';
import { serviceReadiness } from './ecs-readiness.ts';
import type { Provisioner, Readiness } from './provisioner.ts';
import { failureReason, progressOf } from './stack-events.ts';

/** One CloudFormation stack per version, named `<stackPrefix>-<version>`. */
export function cloudFormationProvisioner(
  cloudFormation: CloudFormationClient,
  ecs: ECSClient,
  spec: CloudFormationSpec,
): Provisioner {
  const stackName = (version: string) => `${spec.stackPrefix}-${version}`;

  const describe = async (name: string): Promise<Stack | undefined> => {
    try {
      return (await cloudFormation.send(new DescribeStacksCommand({ StackName: name }))).Stacks?.[0];
    } catch (error) {
      if (isGone(error)) return undefined;
      throw error;
    }
  };

  return {
    async create(version) {
      const name = stackName(version);
      const parameters = await validated(cloudFormation, spec);
      const left = await describe(name);
      if (left !== undefined && !isLeftover(left)) return;
      // A failed stack of an earlier try keeps its name and cannot be repaired, so it makes room first.
      if (left !== undefined) {
        await cloudFormation.send(new DeleteStackCommand({ StackName: name }));
        throw ApplicationFailure.create({
          type: 'NotYet',
          message: `${name} of an earlier try (${left.StackStatus}) is being deleted`,
        });
      }
      await createStack(cloudFormation, spec, name, parameters);
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

    async remove(version) {
      const name = stackName(version);
      // One look may be wrong about a stack that is there, and deleting one that is not changes nothing.
      if ((await describe(name))?.StackStatus === 'DELETE_IN_PROGRESS') return;
      await cloudFormation.send(new DeleteStackCommand({ StackName: name }));
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

/** CloudFormation has no error of its own for a stack that does not exist. */
const isGone = (error: unknown): boolean =>
  error instanceof Error && error.name === 'ValidationError' && /does not exist/.test(error.message);

async function readinessAt(
  status: StackStatus,
  cloudFormation: CloudFormationClient,
  ecs: ECSClient,
  name: string,
): Promise<Readiness> {
  if (status === 'CREATE_COMPLETE' || status === 'UPDATE_COMPLETE')
    return servicesReadiness(cloudFormation, ecs, name);
  const where = `stack ${name} is ${status}`;
  return status === 'CREATE_IN_PROGRESS' || status === 'DELETE_IN_PROGRESS'
    ? { kind: 'pending', reason: `${where}: ${await progressOf(cloudFormation, ecs, name)}` }
    : { kind: 'failed', reason: `${where}: ${await failureReason(cloudFormation, name)}` };
}

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
  if (problems.length > 0)
    throw ApplicationFailure.create({ type: 'VersionFailed', message: problems.join('; ') });
  const names = new Set(declared.map((p) => p.ParameterKey));
  return Object.fromEntries(Object.entries(spec.parameters).filter(([key]) => names.has(key)));
}

async function createStack(
  cloudFormation: CloudFormationClient,
  spec: CloudFormationSpec,
  name: string,
  parameters: Record<string, string>,
): Promise<void> {
  const command = new CreateStackCommand({
    StackName: name,
    TemplateBody: spec.templateBody,
    Parameters: Object.entries(parameters).map(([ParameterKey, ParameterValue]) => ({
      ParameterKey,
      ParameterValue,
    })),
    Capabilities: [...spec.capabilities] as never,
    Tags: Object.entries({ ...spec.tags, 'managed-by': 'serin' }).map(([Key, Value]) => ({ Key, Value })),
  });
  try {
    await cloudFormation.send(command);
  } catch (error) {
    // The reply to an earlier attempt was lost: the stack is ours.
    if (error instanceof Error && error.name === 'AlreadyExistsException') return;
    throw error;
  }
}

/** A stack is complete when its ECS services have become steady once; serving takes that they still are. */
async function servicesReadiness(
  cloudFormation: CloudFormationClient,
  ecs: ECSClient,
  name: string,
): Promise<Readiness> {
  for (const arn of await serviceArns(cloudFormation, name)) {
    const readiness = await serviceReadiness(ecs, arn);
    if (readiness.kind !== 'ready') return readiness;
  }
  return { kind: 'ready' };
}

/** The stack's ECS services, `arn:aws:ecs:<region>:<account>:service/<cluster>/<name>` each. */
async function serviceArns(cloudFormation: CloudFormationClient, name: string): Promise<string[]> {
  const { StackResources: resources = [] } = await cloudFormation.send(
    new DescribeStackResourcesCommand({ StackName: name }),
  );
  return resources
    .filter(({ ResourceType }) => ResourceType === 'AWS::ECS::Service')
    .flatMap(({ PhysicalResourceId: arn }) => arn ?? []);
}
