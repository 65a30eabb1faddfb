import {
  DescribeTaskDefinitionCommand,
  DescribeTasksCommand,
  paginateListClusters,
  paginateListTasks,
  SubmitTaskStateChangeCommand,
  type ECSClient,
  type Task,
  type TaskDefinition,
} from '@aws-sdk/client-ecs';
import type { TaskState } from './task.ts';

/** The agent's side of ECS: its public API, as far as an agent uses it. */
export interface EcsApi {
  /** All tasks that are to run or have not been forgotten yet. */
  tasks(): Promise<Task[]>;
  taskDefinition(arn: string): Promise<TaskDefinition>;
  submit(task: { arn: string; cluster: string }, state: TaskState): Promise<void>;
}

/** DescribeTasks takes no more. */
const describeLimit = 100;

export function ecsApi(ecs: ECSClient): EcsApi {
  return {
    async tasks() {
      const tasks: Task[] = [];
      for await (const { clusterArns = [] } of paginateListClusters({ client: ecs }, {}))
        for (const cluster of clusterArns) tasks.push(...(await tasksOf(cluster)));
      return tasks;
    },
    async taskDefinition(arn) {
      const { taskDefinition } = await ecs.send(new DescribeTaskDefinitionCommand({ taskDefinition: arn }));
      return taskDefinition!;
    },
    async submit({ arn, cluster }, { status, reason, containers }) {
      await ecs.send(
        new SubmitTaskStateChangeCommand({ cluster, task: arn, status, reason, containers: [...containers] }),
      );
    },
  };

  async function tasksOf(cluster: string): Promise<Task[]> {
    const arns: string[] = [];
    for (const desiredStatus of ['RUNNING', 'STOPPED'] as const)
      for await (const page of paginateListTasks({ client: ecs }, { cluster, desiredStatus }))
        arns.push(...(page.taskArns ?? []));
    const tasks: Task[] = [];
    for (let i = 0; i < arns.length; i += describeLimit) {
      const described = new DescribeTasksCommand({ cluster, tasks: arns.slice(i, i + describeLimit) });
      tasks.push(...((await ecs.send(described)).tasks ?? []));
    }
    return tasks;
  }
}
