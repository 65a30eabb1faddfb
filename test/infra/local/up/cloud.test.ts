import { once } from 'node:events';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { createServer, type Server } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { AppMeshClient, CreateRouteCommand, UpdateRouteCommand } from '@aws-sdk/client-app-mesh';
import {
  CloudFormationClient,
  CreateStackCommand,
  DeleteStackCommand,
  waitUntilStackCreateComplete,
  waitUntilStackDeleteComplete,
} from '@aws-sdk/client-cloudformation';
import { DescribeTasksCommand, ECSClient, ListTasksCommand, type Task } from '@aws-sdk/client-ecs';
import { request } from 'undici';
import { editedSource } from '../../../../infra/demo/versions.ts';
import { buildImage } from '../../../../infra/local/images/registry.ts';
import { startCloud, type Cloud } from '../../../../infra/local/up/cloud.ts';
import { IN_MEMORY } from '../../../e2e/article.ts';
import { descendants, isRunning } from '../descendants.ts';
import { eventually } from '../eventually.ts';

const sample = join(import.meta.dirname, '../../../../infra/samples/yelb/yelb-appserver');
const source = mkdtempSync(join(tmpdir(), 'serin-source-'));
const template = readFileSync(join(sample, 'specfiles/canary-helper.yaml'), 'utf8');
const stateFolder = mkdtempSync(join(tmpdir(), 'serin-cloud-'));
const holders: Server[] = [];
let cloud: Cloud;
/** What other suites of the same process have started, by process id. */
let earlier: ReadonlySet<number>;
let cloudFormation: CloudFormationClient;
let ecs: ECSClient;
let appMesh: AppMeshClient;

beforeAll(async () => {
  editedSource(source, [], IN_MEMORY);
  for (const port of [4567, 7233, 8233, 15000, 9901, 5000]) await hold(port);
  earlier = new Set(descendants(process.pid).map(({ pid }) => pid));
  cloud = await startCloud({ stateFolder });
  const client = {
    endpoint: cloud.endpoints.awsEndpointUrl,
    region: cloud.endpoints.region,
    credentials: { accessKeyId: 'test', secretAccessKey: 'test' },
  };
  cloudFormation = new CloudFormationClient(client);
  ecs = new ECSClient(client);
  appMesh = new AppMeshClient(client);
});
afterAll(async () => {
  await cloud?.stop();
  for (const holder of holders) holder.close();
  for (const folder of [stateFolder, source]) rmSync(folder, { recursive: true });
});

/** Takes a well-known port of the machine, unless someone has it already. */
async function hold(port: number): Promise<void> {
  const server = createServer().listen(port, '0.0.0.0');
  await Promise.race([once(server, 'listening'), new Promise((resolve) => server.on('error', resolve))]);
  holders.push(server);
}

async function deploy(sha: string): Promise<void> {
  buildImage(source, 'yelb-appserver', sha, stateFolder);
  const parameters = {
    EnvironmentName: cloud.endpoints.environment,
    MicroserviceName: 'yelb-appserver',
    Namespace: cloud.endpoints.namespace,
    Sha: sha,
    ContainerImage: `123456789012.dkr.ecr.us-west-2.amazonaws.com/yelb-appserver:${sha}`,
    Port: '4567',
    Protocol: 'http',
  };
  await cloudFormation.send(
    new CreateStackCommand({
      StackName: stackOf(sha),
      TemplateBody: template,
      Parameters: Object.entries(parameters).map(([ParameterKey, ParameterValue]) => ({
        ParameterKey,
        ParameterValue,
      })),
    }),
  );
  await waitUntilStackCreateComplete(
    { client: cloudFormation, maxWaitTime: 60, minDelay: 0.1, maxDelay: 0.5 },
    { StackName: stackOf(sha) },
  );
}

async function remove(sha: string): Promise<void> {
  await cloudFormation.send(new DeleteStackCommand({ StackName: stackOf(sha) }));
  await waitUntilStackDeleteComplete(
    { client: cloudFormation, maxWaitTime: 60, minDelay: 0.1, maxDelay: 0.5 },
    { StackName: stackOf(sha) },
  );
}

const stackOf = (sha: string) => `${cloud.endpoints.environment}-yelb-appserver-${sha}`;

function route(...shas: string[]) {
  const weight = 100 / shas.length;
  return {
    meshName: cloud.endpoints.environment,
    virtualRouterName: 'yelb-appserver-vr',
    routeName: 'yelb-appserver-route',
    spec: {
      httpRoute: {
        match: { prefix: '/' },
        action: { weightedTargets: shas.map((sha) => ({ virtualNode: `yelb-appserver-${sha}`, weight })) },
      },
    },
  };
}

async function ask(path: string): Promise<{ status: number; upstream: string | null; body: string }> {
  const headers = { host: 'yelb-appserver.yelb.local' };
  const {
    statusCode,
    headers: answered,
    body,
  } = await request(cloud.endpoints.frontDoor + path, { headers });
  const upstream = answered['x-serin-upstream']?.toString() ?? null;
  return { status: statusCode, upstream, body: await body.text() };
}

/** Four callers that ask again and again; `stop` tells how often, and which answers were not 200. */
function startLoad() {
  let stopped = false;
  let answers = 0;
  const failures: string[] = [];
  const caller = async () => {
    while (!stopped) {
      const outcome = await ask('/api/getvotes').catch((error: Error) => ({
        status: 0,
        body: String(error.cause),
      }));
      answers++;
      if (outcome.status !== 200) failures.push(`${outcome.status} ${outcome.body}`);
    }
  };
  const callers = Promise.all(Array.from({ length: 4 }, caller));
  return {
    answered: () => answers,
    async stop() {
      stopped = true;
      await callers;
      return { answers, failures };
    },
  };
}

/** True when the front door's Envoy has acknowledged all that the mesh has sent it. */
async function frontDoorIsConnected(): Promise<boolean> {
  const response = await fetch(`${cloud.endpoints.meshAdmin}/state`);
  const { envoys } = (await response.json()) as { envoys: { id: string; settledVersion?: number }[] };
  return envoys.some(({ id, settledVersion }) => id.includes('/front-door/') && settledVersion !== undefined);
}

async function tasksOf(sha: string): Promise<Task[]> {
  const cluster = cloud.endpoints.environment;
  const { taskArns = [] } = await ecs.send(
    new ListTasksCommand({ cluster, serviceName: `yelb-appserver-${sha}` }),
  );
  if (taskArns.length === 0) return [];
  return (await ecs.send(new DescribeTasksCommand({ cluster, tasks: taskArns }))).tasks ?? [];
}

describe('the local cloud', () => {
  it('starts though others hold the well-known ports, and shows where its parts are', () => {
    expect(cloud.endpoints).toMatchObject({
      region: 'us-west-2',
      environment: 'ecs-blogpost',
      namespace: 'yelb.local',
    });
    expect(cloud.env).toMatchObject({
      AWS_ENDPOINT_URL: cloud.endpoints.awsEndpointUrl,
      AWS_REGION: 'us-west-2',
      AWS_DEFAULT_REGION: 'us-west-2',
    });
  });

  it("runs a version's stack, and a route sends it the front door's requests", async () => {
    await deploy('v1');
    expect(await tasksOf('v1')).toMatchObject([{ lastStatus: 'RUNNING', healthStatus: 'HEALTHY' }]);
    await appMesh.send(new CreateRouteCommand(route('v1')));
    const { body, upstream } = await eventually(async () => {
      const answer = await ask('/api/outback');
      return answer.status === 200 && answer;
    });
    expect(body).toBe('2');
    expect(upstream).toBe('cds_egress_ecs-blogpost_yelb-appserver-v1_http_4567');
  });

  it('replaces a task whose process was killed', async () => {
    const before = await ask('/api/hostname');
    const program = descendants(process.pid).find(({ command }) => command.endsWith('server.mjs'));
    process.kill(program!.pid, 'SIGKILL');
    const after = await eventually(async () => {
      const answer = await ask('/api/hostname');
      return answer.status === 200 && answer.body !== before.body && answer;
    });
    const [task] = await tasksOf('v1');
    expect(task!.taskArn).toContain(after.body);
  });

  it('fails no request while traffic moves to a new version and the old one is deleted', async () => {
    const load = startLoad();
    await deploy('v2');
    await appMesh.send(new UpdateRouteCommand(route('v1', 'v2')));
    await eventually(async () => (await ask('/api/hostname')).upstream?.includes('v2'));
    await appMesh.send(new UpdateRouteCommand(route('v2')));
    await remove('v1');
    const answersThen = load.answered();
    await eventually(() => load.answered() > answersThen + 50);
    const { failures } = await load.stop();
    expect(failures).toEqual([]);
    expect((await ask('/api/hostname')).upstream).toContain('v2');
  });

  it('goes on serving while the mesh is away, and follows routes again when it is back', async () => {
    await deploy('v3');
    const load = startLoad();
    await cloud.kill('mesh', 'SIGKILL');
    const answersThen = load.answered();
    await eventually(() => load.answered() > answersThen + 50);
    await cloud.restart('mesh');
    await eventually(frontDoorIsConnected);
    await appMesh.send(new UpdateRouteCommand(route('v3')));
    await eventually(async () => (await ask('/api/hostname')).upstream?.includes('v3'));
    expect((await load.stop()).failures).toEqual([]);
  });

  it('starts all tasks anew after the agent was killed, with the front door at its old address', async () => {
    const before = await ask('/api/hostname');
    await cloud.kill('tasks', 'SIGKILL');
    await expect(ask('/api/hostname')).rejects.toThrow();
    await cloud.restart('tasks');
    const after = await eventually(async () => {
      const answer = await ask('/api/hostname').catch(() => undefined);
      return answer?.status === 200 && answer;
    });
    expect(after.body).not.toBe(before.body);
  });

  it('leaves no process, no port and only logs and images behind', async () => {
    const processes = descendants(process.pid).filter(
      ({ pid, command }) => !earlier.has(pid) && !command.startsWith('ps '),
    );
    expect(processes.length).toBeGreaterThan(5);
    await cloud.stop();
    expect(processes.filter(({ pid }) => isRunning(pid))).toEqual([]);
    await expect(fetch(cloud.endpoints.frontDoor)).rejects.toThrow();
    await expect(fetch(cloud.endpoints.awsEndpointUrl)).rejects.toThrow();
    expect(readdirSync(stateFolder).sort()).toEqual(['images', 'logs']);
  });
});
