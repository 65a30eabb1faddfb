import {
  DescribeServicesCommand,
  DescribeTaskDefinitionCommand,
  type ECSClient,
  type Service,
  type Tag,
  type TaskDefinition,
} from '@aws-sdk/client-ecs';

/** What somebody has said of a service and of its task definition. */
export interface Settings {
  readonly definition: TaskDefinition;
  readonly definitionTags: Readonly<Record<string, string>>;
  readonly tags: Readonly<Record<string, string>>;
  readonly propagateTags: Service['propagateTags'];
}

/** Reads a service and what it runs, without what ECS itself adds to a revision. */
export async function readSettings(ecs: ECSClient, cluster: string, name: string): Promise<Settings> {
  const { services: [service = {}] = [] } = await ecs.send(
    new DescribeServicesCommand({ cluster, services: [name], include: ['TAGS'] }),
  );
  const { taskDefinition = {}, tags } = await ecs.send(
    new DescribeTaskDefinitionCommand({ taskDefinition: service.taskDefinition, include: ['TAGS'] }),
  );
  const { taskDefinitionArn: _, revision: __, registeredAt: ___, ...definition } = taskDefinition;
  return {
    definition,
    definitionTags: recordOf(tags),
    tags: recordOf(service.tags),
    propagateTags: service.propagateTags,
  };
}

const recordOf = (tags: readonly Tag[] = []): Record<string, string> =>
  Object.fromEntries(tags.map(({ key = '', value = '' }) => [key, value]));
