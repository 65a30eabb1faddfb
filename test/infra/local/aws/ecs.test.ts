import {
  CreateClusterCommand,
  CreateServiceCommand,
  DeleteClusterCommand,
  DeleteServiceCommand,
  DescribeServicesCommand,
  DescribeTasksCommand,
  ListServicesCommand,
  ListTaskDefinitionFamiliesCommand,
  ListTaskDefinitionsCommand,
  ListTasksCommand,
  RegisterTaskDefinitionCommand,
  StopTaskCommand,
  SubmitTaskStateChangeCommand,
  GetTaskProtectionCommand,
  UpdateServiceCommand,
  UpdateTaskProtectionCommand,
  type CreateServiceCommandInput,
  type Service,
} from '@aws-sdk/client-ecs';
import {
  CreateHttpNamespaceCommand,
  CreateServiceCommand as CreateRegistryCommand,
  DiscoverInstancesCommand,
  ListNamespacesCommand,
} from '@aws-sdk/client-servicediscovery';
import { startAws, type AwsServer } from './server.ts';
import { until } from './until.ts';

let aws: AwsServer;
let registryArn: string;
beforeAll(async () => void (aws = await startAws()));
afterAll(() => aws.stop());

const cluster = 'lab';
const web = { cluster, service: 'web' };

beforeEach(async () => {
  await aws.reset();
  await aws.ecs.send(new CreateClusterCommand({ clusterName: cluster }));
  await aws.cloudMap.send(new CreateHttpNamespaceCommand({ Name: 'lab.local' }));
  const { Namespaces } = await aws.cloudMap.send(new ListNamespacesCommand({}));
  const NamespaceId = Namespaces?.[0]?.Id;
  const registry = await aws.cloudMap.send(new CreateRegistryCommand({ Name: 'web', NamespaceId }));
  registryArn = registry.Service?.Arn ?? '';
  await registerVersion('web:1');
});

const registerVersion = (image: string) =>
  aws.ecs.send(
    new RegisterTaskDefinitionCommand({
      family: 'web',
      networkMode: 'awsvpc',
      cpu: '256',
      memory: '512',
      requiresCompatibilities: ['FARGATE'],
      containerDefinitions: [
        { name: 'app', image, essential: true },
        { name: 'envoy', image: 'envoy', essential: true, healthCheck: { command: ['CMD-SHELL', 'true'] } },
      ],
    }),
  );

const createService = (settings: Partial<CreateServiceCommandInput> = {}) =>
  aws.ecs.send(
    new CreateServiceCommand({
      cluster,
      serviceName: 'web',
      taskDefinition: 'web',
      desiredCount: 1,
      launchType: 'FARGATE',
      serviceRegistries: [{ registryArn }],
      ...settings,
    }),
  );

async function service(): Promise<Service> {
  const { services } = await aws.ecs.send(new DescribeServicesCommand({ cluster, services: ['web'] }));
  return services?.[0] ?? {};
}

async function tasks(desiredStatus: 'RUNNING' | 'STOPPED' = 'RUNNING') {
  const { taskArns } = await aws.ecs.send(
    new ListTasksCommand({ cluster, serviceName: 'web', desiredStatus }),
  );
  return taskArns ?? [];
}

async function task(arn: string) {
  const described = await aws.ecs.send(new DescribeTasksCommand({ cluster, tasks: [arn] }));
  return described.tasks?.[0] ?? {};
}

/** Reports as the agent does: the task's containers run, and Envoy is as said. */
const reportRunning = (arn: string, health: 'HEALTHY' | 'UNHEALTHY' = 'HEALTHY') =>
  aws.ecs.send(
    new SubmitTaskStateChangeCommand({
      cluster,
      task: arn,
      status: 'RUNNING',
      containers: [
        { containerName: 'app', status: 'RUNNING' },
        {
          containerName: 'envoy',
          status: 'RUNNING',
          reason: health,
          networkBindings: [{ bindIP: '127.0.0.1', containerPort: 15000, hostPort: 4321, protocol: 'tcp' }],
        },
      ],
    }),
  );

const reportStopped = (arn: string, reason?: string) =>
  aws.ecs.send(new SubmitTaskStateChangeCommand({ cluster, task: arn, status: 'STOPPED', reason }));

const only = <Item>(items: readonly Item[]): Item => {
  expect(items).toHaveLength(1);
  return items[0] as Item;
};

const discovered = async () =>
  (
    await aws.cloudMap.send(new DiscoverInstancesCommand({ NamespaceName: 'lab.local', ServiceName: 'web' }))
  ).Instances?.map((each) => [each.InstanceId, each.Attributes?.AWS_INSTANCE_PORT]);

it('never pretends that a task runs: without an agent it stays PROVISIONING', async () => {
  await createService();
  const arn = only(await tasks());
  expect(await task(arn)).toMatchObject({ lastStatus: 'PROVISIONING', desiredStatus: 'RUNNING' });
  const { runningCount, pendingCount, deployments } = await service();
  expect({ runningCount, pendingCount, rollout: deployments?.[0]?.rolloutState }).toEqual({
    runningCount: 0,
    pendingCount: 1,
    rollout: 'IN_PROGRESS',
  });
});

it('reaches a steady state when the agent reports a healthy task, and registers it then', async () => {
  await createService();
  const arn = only(await tasks());
  await aws.ecs.send(new SubmitTaskStateChangeCommand({ cluster, task: arn, status: 'RUNNING' }));
  expect(await discovered()).toEqual([]);
  expect((await service()).deployments?.[0]).toMatchObject({ runningCount: 1, rolloutState: 'IN_PROGRESS' });
  await reportRunning(arn);
  expect(await discovered()).toEqual([[arn.split('/').at(-1), '4321']]);
  expect(await task(arn)).toMatchObject({ lastStatus: 'RUNNING', healthStatus: 'HEALTHY' });
  const { events, deployments } = await service();
  expect(events?.[0]?.message).toBe('(service web) has reached a steady state.');
  expect(deployments?.[0]?.rolloutState).toBe('COMPLETED');
});

it('replaces a task that stops by itself, and keeps why it stopped', async () => {
  await createService();
  const arn = only(await tasks());
  await reportRunning(arn);
  await reportStopped(arn, 'app: exit code 1');
  expect(await task(arn)).toMatchObject({
    lastStatus: 'STOPPED',
    stoppedReason: 'app: exit code 1',
    stopCode: 'EssentialContainerExited',
  });
  const replacement = only(await tasks());
  expect(replacement).not.toBe(arn);
  expect(await discovered()).toEqual([]);
});

it('stops an unhealthy task, deregistered first, and counts it as failed', async () => {
  await createService();
  const arn = only(await tasks());
  await reportRunning(arn, 'UNHEALTHY');
  expect(await task(arn)).toMatchObject({
    desiredStatus: 'STOPPED',
    lastStatus: 'STOPPING',
    stoppedReason: 'Task failed container health checks',
  });
  expect((await service()).deployments?.[0]?.failedTasks).toBe(1);
});

it('replaces a task that an operator stops', async () => {
  await createService();
  const arn = only(await tasks());
  await reportRunning(arn);
  await aws.ecs.send(new StopTaskCommand({ cluster, task: arn, reason: 'by hand' }));
  expect(only(await tasks())).not.toBe(arn);
  expect(await tasks('STOPPED')).toEqual([arn]);
});

it('rolls a new version out: old tasks stop when new ones are healthy', async () => {
  await createService();
  const old = only(await tasks());
  await reportRunning(old);
  await registerVersion('web:2');
  await aws.ecs.send(new UpdateServiceCommand({ ...web, taskDefinition: 'web' }));
  const young = only((await tasks()).filter((each) => each !== old));
  expect((await service()).deployments?.map((each) => each.status)).toEqual(['PRIMARY', 'ACTIVE']);
  await reportRunning(young);
  expect(await tasks()).toEqual([young]);
  expect((await task(old)).desiredStatus).toBe('STOPPED');
  expect((await service()).deployments).toHaveLength(2);
  await reportStopped(old);
  const { deployments } = await service();
  expect(deployments?.map((each) => [each.status, each.rolloutState])).toEqual([['PRIMARY', 'COMPLETED']]);
});

it('drains a deleted service: INACTIVE only when its last task has stopped', async () => {
  await createService();
  const arn = only(await tasks());
  await reportRunning(arn);
  await expect(aws.ecs.send(new DeleteServiceCommand(web))).rejects.toThrow(/scaled above 0/);
  await aws.ecs.send(new DeleteServiceCommand({ ...web, force: true }));
  expect(await discovered()).toEqual([]);
  expect((await service()).status).toBe('DRAINING');
  await expect(createService()).rejects.toThrow(/still Draining/);
  await expect(aws.ecs.send(new DeleteClusterCommand({ cluster }))).rejects.toMatchObject({
    name: 'ClusterContainsServicesException',
  });
  await reportStopped(arn);
  expect((await service()).status).toBe('INACTIVE');
  expect((await aws.ecs.send(new ListServicesCommand({ cluster }))).serviceArns).toEqual([]);
});

it('scales down by stopping the surplus', async () => {
  await createService({ desiredCount: 3 });
  for (const arn of await tasks()) await reportRunning(arn);
  await aws.ecs.send(new UpdateServiceCommand({ ...web, desiredCount: 1 }));
  expect(await tasks()).toHaveLength(1);
  expect((await service()).runningCount).toBe(1);
});

it('stops no task that is protected, in a scale-in or a deployment, until it is protected no longer', async () => {
  await createService({ desiredCount: 2 });
  const [first = '', second = ''] = await tasks();
  for (const arn of [first, second]) await reportRunning(arn);
  const protect = (protectionEnabled: boolean) =>
    aws.ecs.send(
      new UpdateTaskProtectionCommand({
        cluster,
        tasks: [second, 'none'],
        protectionEnabled,
        expiresInMinutes: 1,
      }),
    );
  expect(await protect(true)).toMatchObject({
    protectedTasks: [{ taskArn: second, protectionEnabled: true, expirationDate: expect.any(Date) }],
    failures: [{ arn: 'none', reason: 'MISSING' }],
  });
  await aws.ecs.send(new UpdateServiceCommand({ ...web, desiredCount: 1 }));
  expect(await tasks()).toEqual([second]);

  await registerVersion('web:2');
  await aws.ecs.send(new UpdateServiceCommand({ ...web, taskDefinition: 'web' }));
  const added = only((await tasks()).filter((arn) => arn !== second));
  await reportRunning(added);
  expect((await tasks()).sort()).toEqual([added, second].sort());
  expect((await service()).deployments).toHaveLength(2);

  await protect(false);
  await until(tasks, (left) => left.length === 1);
  const { protectedTasks } = await aws.ecs.send(new GetTaskProtectionCommand({ cluster, tasks: [second] }));
  expect(protectedTasks).toEqual([{ taskArn: second, protectionEnabled: false }]);
});

it('breaks the circuit after three failed tasks, and rolls back where asked', async () => {
  await aws.knobs({ ecs_retry_s: 0.01 });
  const deploymentConfiguration = { deploymentCircuitBreaker: { enable: true, rollback: true } };
  await createService({ deploymentConfiguration });
  const old = only(await tasks());
  await reportRunning(old);
  await registerVersion('web:bad');
  await aws.ecs.send(new UpdateServiceCommand({ ...web, taskDefinition: 'web' }));
  for (const reason of ['first', 'second', 'third']) {
    const [young] = await until(
      async () => (await tasks()).filter((each) => each !== old),
      (found) => found.length === 1,
    );
    await reportStopped(young as string, reason);
  }
  const { deployments, events } = await service();
  expect(deployments?.[0]).toMatchObject({
    status: 'PRIMARY',
    taskDefinition: expect.stringMatching(/web:1$/),
  });
  expect(events?.map((each) => each.message).join()).toMatch(/deployment failed: tasks failed to start/);
});

it('waits longer from failure to failure, as AWS throttles tasks that do not start', async () => {
  await aws.knobs({ ecs_retry_s: 3600 });
  await createService();
  await reportStopped(only(await tasks()), 'first');
  await reportStopped(only(await tasks()), 'second');
  expect(await tasks()).toEqual([]);
  expect((await service()).events?.map((each) => each.message).join()).toMatch(
    /unable to consistently start tasks/,
  );
});

it('simulates an agent where a test asks for one', async () => {
  await aws.knobs({ agent: 'simulated', ecs_start_ms: 10, ecs_stop_ms: 10 });
  await createService({ desiredCount: 2 });
  await until(service, (found) => found.deployments?.[0]?.rolloutState === 'COMPLETED');
  await aws.ecs.send(new DeleteServiceCommand({ ...web, force: true }));
  await until(service, (found) => found.status === 'INACTIVE');
});

it('refuses a service whose registry, cluster or task definition is not there', async () => {
  const missing = registryArn.replace(/srv-.*/, 'srv-missing');
  await expect(createService({ serviceRegistries: [{ registryArn: missing }] })).rejects.toThrow(/registry/);
  await expect(createService({ cluster: 'other' })).rejects.toMatchObject({
    name: 'ClusterNotFoundException',
  });
  await expect(createService({ taskDefinition: 'other' })).rejects.toMatchObject({ name: 'ClientException' });
});

it('lists the families of task definitions by prefix, page by page', async () => {
  const containerDefinitions = [{ name: 'web', image: 'web:1' }];
  for (const family of ['shop-a', 'shop-b', 'other'])
    await aws.ecs.send(new RegisterTaskDefinitionCommand({ family, containerDefinitions }));
  const shop = { familyPrefix: 'shop-', maxResults: 1 };
  const { families, nextToken } = await aws.ecs.send(new ListTaskDefinitionFamiliesCommand(shop));
  const rest = await aws.ecs.send(new ListTaskDefinitionFamiliesCommand({ ...shop, nextToken }));
  expect([families, rest.families]).toEqual([['shop-a'], ['shop-b']]);
});

it('lists the revisions of a family, the newest first where that is asked', async () => {
  const containerDefinitions = [{ name: 'web', image: 'web:1' }];
  for (const family of ['shop', 'shop', 'other'])
    await aws.ecs.send(new RegisterTaskDefinitionCommand({ family, containerDefinitions }));
  const { taskDefinitionArns } = await aws.ecs.send(
    new ListTaskDefinitionsCommand({ familyPrefix: 'shop', sort: 'DESC' }),
  );
  expect(taskDefinitionArns?.map((arn) => arn.split('/').at(-1))).toEqual(['shop:2', 'shop:1']);
});
