import {
  CreateClusterCommand,
  CreateServiceCommand,
  DescribeServicesCommand,
  DescribeTasksCommand,
  paginateListTasks,
  RegisterTaskDefinitionCommand,
  SubmitTaskStateChangeCommand,
  UpdateServiceCommand,
} from '@aws-sdk/client-ecs';
import { givenProvisioner } from '../../../activities/provisioners/given.ts';
import { serviceTasks } from '../../../activities/provisioners/service-tasks.ts';
import { startAws, type AwsServer } from '../../infra/local/aws/server.ts';
import { eventually } from '../../infra/local/eventually.ts';
import { settled } from './contract.ts';

let aws: AwsServer;
beforeAll(async () => {
  aws = await startAws();
});
afterAll(() => aws.stop());

const cluster = 'shop';
const provisioner = () => givenProvisioner(aws.ecs, { kind: 'given', cluster, services: { v1: 'cart' } });

/** A hundred healthy tasks, and fifty more whose health checks have not answered yet. */
beforeEach(async () => {
  await aws.reset();
  await aws.knobs({ agent: 'simulated', ecs_start_ms: 10 });
  await aws.ecs.send(new CreateClusterCommand({ clusterName: cluster }));
  const containerDefinitions = [{ name: 'app', image: 'cart:1', healthCheck: { command: ['CMD', 'true'] } }];
  await aws.ecs.send(new RegisterTaskDefinitionCommand({ family: 'cart', containerDefinitions }));
  const service = { cluster, serviceName: 'cart', taskDefinition: 'cart', desiredCount: 100 };
  await aws.ecs.send(new CreateServiceCommand(service));
  expect(await settled(provisioner(), 'v1')).toEqual({ kind: 'ready' });
  await aws.knobs({ agent: 'attached' });
  await aws.ecs.send(new UpdateServiceCommand({ cluster, service: 'cart', desiredCount: 150 }));
  for (const task of await tasksWithout('RUNNING'))
    await aws.ecs.send(new SubmitTaskStateChangeCommand({ cluster, task, status: 'RUNNING' }));
});

async function tasksWithout(status: string): Promise<string[]> {
  const found: string[] = [];
  for await (const { taskArns } of paginateListTasks({ client: aws.ecs }, { cluster })) {
    const { tasks = [] } = await aws.ecs.send(new DescribeTasksCommand({ cluster, tasks: taskArns }));
    for (const { taskArn = '', lastStatus } of tasks) if (lastStatus !== status) found.push(taskArn);
  }
  return found;
}

it('is ready only when all of more tasks than one call describes are healthy', async () => {
  expect(await provisioner().readiness('v1')).toEqual({
    kind: 'pending',
    reason: '50 of 150 tasks of ECS service cart are not healthy yet',
  });
});

it('counts all tasks that could answer', async () => {
  expect(await provisioner().healthyTasks('v1')).toBe(150);
});

it('finds all tasks that have stopped', async () => {
  await aws.knobs({ agent: 'simulated', ecs_stop_ms: 10 });
  await aws.ecs.send(new UpdateServiceCommand({ cluster, service: 'cart', desiredCount: 0 }));
  await eventually(async () => {
    const { services } = await aws.ecs.send(new DescribeServicesCommand({ cluster, services: ['cart'] }));
    return services?.[0]?.runningCount === 0;
  });
  expect(await serviceTasks(aws.ecs, cluster, 'cart', 'STOPPED')).toHaveLength(150);
});
