import {
  DescribeServicesCommand,
  DescribeTasksCommand,
  ECSClient,
  ListTasksCommand,
  UpdateTaskProtectionCommand,
} from '@aws-sdk/client-ecs';
import { clientOf } from '../../../infra/demo/aws-client.ts';
import type { Cloud } from '../../../infra/local/up/cloud.ts';

/** The protection of a service's tasks from scale-ins and deployments. */
export function openProtection(cloud: Cloud) {
  const ecs = new ECSClient(clientOf(cloud));
  const { environment: cluster } = cloud.endpoints;
  const protect = (task: string, protectionEnabled: boolean) =>
    ecs.send(new UpdateTaskProtectionCommand({ cluster, tasks: [task], protectionEnabled }));
  const tasksOf = async (serviceName: string) =>
    (await ecs.send(new ListTasksCommand({ cluster, serviceName }))).taskArns ?? [];

  return {
    /** Protects one of a service's tasks; answers which. */
    async protectOne(service: string): Promise<string> {
      const [task = ''] = await tasksOf(service);
      await protect(task, true);
      return task;
    },
    unprotect: (task: string) => protect(task, false),
    /** A service's tasks that run another task definition than it is to run. */
    async oldTasks(service: string): Promise<string[]> {
      const { services } = await ecs.send(new DescribeServicesCommand({ cluster, services: [service] }));
      const tasks = await tasksOf(service);
      const described = await ecs.send(new DescribeTasksCommand({ cluster, tasks }));
      return (described.tasks ?? [])
        .filter(({ taskDefinitionArn }) => taskDefinitionArn !== services?.[0]?.taskDefinition)
        .map(({ taskArn = '' }) => taskArn);
    },
  };
}
