import {
  DescribeTasksCommand,
  paginateListClusters,
  paginateListTasks,
  type ECSClient,
  type Task,
} from '@aws-sdk/client-ecs';
import type { EnvoyTask } from './container-insights.ts';

const envoyAdminPort = 9901;
/** DescribeTasks takes no more. */
const describeLimit = 100;

/** Finds the tasks that have an Envoy, in all clusters. */
export async function listEnvoyTasks(client: ECSClient): Promise<EnvoyTask[]> {
  const tasks: EnvoyTask[] = [];
  for await (const { clusterArns = [] } of paginateListClusters({ client }, {}))
    for (const cluster of clusterArns) tasks.push(...(await tasksOf(client, cluster)));
  return tasks;
}

async function tasksOf(client: ECSClient, cluster: string): Promise<EnvoyTask[]> {
  const tasks: Task[] = [];
  const config = { client, pageSize: describeLimit };
  for await (const { taskArns = [] } of paginateListTasks(config, { cluster })) {
    if (taskArns.length === 0) continue;
    const described = await client.send(new DescribeTasksCommand({ cluster, tasks: taskArns }));
    tasks.push(...(described.tasks ?? []));
  }
  return tasks.flatMap((task) => envoyTask(task) ?? []);
}

/** The task's Envoy, if it has one that listens; its admin port is where container port 9901 is bound. */
export function envoyTask({
  taskArn,
  clusterArn,
  taskDefinitionArn,
  containers,
}: Task): EnvoyTask | undefined {
  const bindings = containers?.flatMap(({ networkBindings }) => networkBindings ?? []);
  const adminPort = bindings?.find(({ containerPort }) => containerPort === envoyAdminPort)?.hostPort;
  const [, cluster] = clusterArn?.match(/([^/]+)$/) ?? [];
  const [, family] = taskDefinitionArn?.match(/([^/]+):\d+$/) ?? [];
  if (!taskArn || !adminPort || !cluster || !family) return undefined;
  return { arn: taskArn, cluster, family, adminPort };
}
