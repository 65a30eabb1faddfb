import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { AppMeshClient, CreateMeshCommand, CreateVirtualNodeCommand } from '@aws-sdk/client-app-mesh';
import {
  CreateClusterCommand,
  DescribeTasksCommand,
  ECSClient,
  RegisterTaskDefinitionCommand,
  RunTaskCommand,
  StopTaskCommand,
  type Task,
} from '@aws-sdk/client-ecs';
import { buildImage } from '../../../../infra/local/images/registry.ts';
import { startPart, type Part } from '../../../../infra/local/up/part.ts';
import { awsPart, meshPart, tasksPart } from '../../../../infra/local/up/parts.ts';
import { eventually } from '../eventually.ts';
import { descendants } from '../descendants.ts';

const cluster = 'test';
const state = mkdtempSync(join(tmpdir(), 'serin-envoy-'));
const parts: Part[] = [];
let ecs: ECSClient;
let taskDefinition: string;

beforeAll(async () => {
  const aws = await start(awsPart(join(state, 'logs/aws.log'), state));
  const endpoint = `http://127.0.0.1:${aws.addresses['port']}`;
  const region = 'us-west-2';
  const credentials = { accessKeyId: 'test', secretAccessKey: 'test' };
  const env = {
    AWS_ENDPOINT_URL: endpoint,
    AWS_REGION: region,
    AWS_ACCESS_KEY_ID: 'test',
    AWS_SECRET_ACCESS_KEY: 'test',
  };
  const mesh = await start(meshPart(join(state, 'logs/mesh.log'), env));
  await start(tasksPart(join(state, 'logs/tasks.log'), env, state, mesh.addresses));

  const appMesh = new AppMeshClient({ endpoint, region, credentials });
  await appMesh.send(new CreateMeshCommand({ meshName: 'test' }));
  const listeners = [{ portMapping: { port: 4567, protocol: 'http' as const } }];
  const node = { meshName: 'test', virtualNodeName: 'votes-v1', spec: { listeners } };
  await appMesh.send(new CreateVirtualNodeCommand(node));

  ecs = new ECSClient({ endpoint, region, credentials });
  await ecs.send(new CreateClusterCommand({ clusterName: cluster }));
  buildVotes();
  taskDefinition = await registerVotes();
});
afterAll(async () => {
  await Promise.all(parts.map((part) => part.stop()));
  rmSync(state, { recursive: true });
});

async function start(spec: Parameters<typeof startPart>[0]): Promise<Part> {
  const part = await startPart(spec);
  parts.push(part);
  return part;
}

/** An application that answers `/slow` only when `/finish` has been asked. */
function buildVotes(): void {
  const source = join(state, 'votes');
  mkdirSync(source);
  writeFileSync(join(source, 'image.json'), '{"command": ["node", "votes.mjs"]}');
  writeFileSync(
    join(source, 'votes.mjs'),
    `import { createServer } from 'node:http';
     const waiting = [];
     const server = createServer((request, response) => {
       if (request.url === '/slow') return waiting.push(response);
       if (request.url === '/finish') for (const slow of waiting) slow.end('finished');
       response.end(JSON.stringify({ waiting: waiting.length, pid: process.pid }));
     }).listen(4567);
     process.on('SIGTERM', () => { server.close(); server.closeAllConnections(); });`,
  );
  buildImage(source, 'votes', 'v1', state);
}

async function registerVotes(): Promise<string> {
  const registered = await ecs.send(
    new RegisterTaskDefinitionCommand({
      family: 'votes',
      containerDefinitions: [
        {
          name: 'app',
          image: 'votes:v1',
          memory: 64,
          portMappings: [{ containerPort: 4567 }],
          dependsOn: [{ containerName: 'envoy', condition: 'HEALTHY' }],
        },
        {
          name: 'envoy',
          image: '840364872350.dkr.ecr.us-west-2.amazonaws.com/aws-appmesh-envoy:v1.29.12.1-prod',
          memory: 64,
          portMappings: [{ containerPort: 9901 }, { containerPort: 15000 }, { containerPort: 15001 }],
          healthCheck: { command: ['CMD-SHELL', 'curl -s http://localhost:9901/server_info'], interval: 5 },
          environment: [{ name: 'APPMESH_RESOURCE_ARN', value: 'mesh/test/virtualNode/votes-v1' }],
        },
      ],
    }),
  );
  return registered.taskDefinition!.taskDefinitionArn!;
}

async function runVotes(): Promise<Task> {
  const { tasks } = await ecs.send(new RunTaskCommand({ cluster, taskDefinition }));
  return reaches(tasks![0]!.taskArn!, 'RUNNING');
}

function reaches(arn: string, lastStatus: string): Promise<Task> {
  return eventually(async () => {
    const { tasks } = await ecs.send(new DescribeTasksCommand({ cluster, tasks: [arn] }));
    return tasks![0]!.lastStatus === lastStatus && tasks![0];
  });
}

function urlOf({ containers }: Task, containerPort: number): string {
  const binding = containers!
    .flatMap(({ networkBindings }) => networkBindings ?? [])
    .find((each) => each.containerPort === containerPort);
  return `http://127.0.0.1:${binding!.hostPort}`;
}

const answers = (url: string) =>
  fetch(url).then(
    ({ ok }) => ok,
    () => false,
  );

describe('a task with Envoy', () => {
  it('is healthy when its Envoy is, which then serves the application by its ingress', async () => {
    const task = await runVotes();
    expect(task.healthStatus).toBe('HEALTHY');
    await eventually(() => answers(urlOf(task, 15000)));
    const stats = await (
      await fetch(`${urlOf(task, 9901)}/stats/prometheus?filter=downstream_rq_2xx`)
    ).text();
    expect(stats).toContain('appmesh_virtual_node="votes-v1"');
  });

  it('that is to stop ends after the last request under way', async () => {
    const task = await runVotes();
    const ingress = urlOf(task, 15000);
    await eventually(() => answers(ingress));
    const slow = fetch(`${ingress}/slow`).then((response) => response.text());
    const direct = async (path: string) =>
      (await (await fetch(urlOf(task, 4567) + path)).json()) as { waiting: number };
    await eventually(async () => (await direct('/')).waiting === 1);
    await ecs.send(new StopTaskCommand({ cluster, task: task.taskArn }));
    await reaches(task.taskArn!, 'STOPPING');
    await direct('/finish');
    expect(await slow).toBe('finished');
    const stopped = await reaches(task.taskArn!, 'STOPPED');
    expect(stopped.containers!.find(({ name }) => name === 'app')!.exitCode).toBe(0);
  });

  it('stops as a whole when its Envoy is killed', async () => {
    const task = await runVotes();
    const id = task.taskArn!.split('/').at(-1)!;
    const envoy = descendants(process.pid).find(({ command }) => command.includes(`votes-v1/${id}`));
    process.kill(envoy!.pid, 'SIGKILL');
    const stopped = await reaches(task.taskArn!, 'STOPPED');
    expect(stopped.stoppedReason).toBe('Essential container in task exited');
    expect(stopped.containers!.find(({ name }) => name === 'envoy')!.exitCode).toBe(137);
    expect(await answers(urlOf(task, 4567))).toBe(false);
  });
});
