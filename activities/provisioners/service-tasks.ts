import {
  type DesiredStatus,
  DescribeTasksCommand,
  type ECSClient,
  paginateListTasks,
  type Task,
} from '@aws-sdk/client-ecs';

/** All tasks of a service that are to run, or those that ECS still remembers of the stopped ones. */
export async function serviceTasks(
  ecs: ECSClient,
  cluster: string | undefined,
  serviceName: string,
  desiredStatus: DesiredStatus,
): Promise<Task[]> {
  const found: Task[] = [];
  const input = { cluster, serviceName, desiredStatus };
  // A page has as many as one DescribeTasks takes.
  for await (const { taskArns = [] } of paginateListTasks({ client: ecs }, input)) {
    if (taskArns.length === 0) continue;
    const { tasks = [] } = await ecs.send(new DescribeTasksCommand({ cluster, tasks: taskArns }));
    found.push(...tasks);
  }
  return found;
}
