import {
  DescribeTaskDefinitionCommand,
  type ECSClient,
  RegisterTaskDefinitionCommand,
  type Service,
} from '@aws-sdk/client-ecs';
import { ApplicationFailure } from '@temporalio/common';
import type { EcsSpec } from '../../workflows/rollout/provisioner-spec.ts';
import { containerOf, newTaskDefinition, madeTagsOf } from './ecs-copy.ts';
import { orRefused } from './ecs-errors.ts';

/** Registers the version's task definition, unless an earlier attempt has. Answers its ARN. */
export async function registerDefinition(
  ecs: ECSClient,
  spec: EcsSpec,
  version: string,
  stable: Service,
): Promise<string> {
  const describe = async (taskDefinition: string | undefined) =>
    ecs.send(new DescribeTaskDefinitionCommand({ taskDefinition, include: ['TAGS'] }));
  const { taskDefinition: serving = {} } = await describe(stable.taskDefinition);
  const container = containerOf(spec, stable);
  const containers = serving.containerDefinitions ?? [];
  if (container === undefined || !containers.some(({ name }) => name === container)) {
    throw ApplicationFailure.create({
      type: 'VersionFailed',
      message: `task definition ${serving.family} has no container ${container}, only ${containers.map(({ name }) => name).join(', ')}`,
    });
  }
  const { taskDefinition: latest, tags = [] } = await describe(serving.family);
  const made =
    tags.some(({ key, value }) => key === madeTagsOf(version)[0]?.key && value === version) &&
    latest?.containerDefinitions?.some(({ name, image }) => name === container && image === spec.image);
  if (made) return latest?.taskDefinitionArn ?? '';
  const input = newTaskDefinition(spec, version, container, serving);
  const { taskDefinition: registered } = await orRefused(() =>
    ecs.send(new RegisterTaskDefinitionCommand(input)),
  );
  return registered?.taskDefinitionArn ?? '';
}
