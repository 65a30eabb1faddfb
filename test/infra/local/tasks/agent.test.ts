import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  CreateClusterCommand,
  DescribeTasksCommand,
  ECSClient,
  RegisterTaskDefinitionCommand,
  RunTaskCommand,
  StopTaskCommand,
  type ContainerDefinition,
  type Task,
} from '@aws-sdk/client-ecs';
import {
  CloudFormationClient,
  CreateStackCommand,
  DescribeStacksCommand,
} from '@aws-sdk/client-cloudformation';
import { PutParameterCommand, SSMClient } from '@aws-sdk/client-ssm';
import { buildImage } from '../../../../infra/local/images/registry.ts';
import { startPart, type Part } from '../../../../infra/local/up/part.ts';
import { awsPart, tasksPart } from '../../../../infra/local/up/parts.ts';
import { isRunning } from '../descendants.ts';
import { eventually } from '../eventually.ts';

const cluster = 'test';
const state = mkdtempSync(join(tmpdir(), 'serin-agent-'));
const parts: Part[] = [];
let agent: Part;
let ecs: ECSClient;
let ssm: SSMClient;
let cloudFormation: CloudFormationClient;

beforeAll(async () => {
  const aws = await startPart(awsPart(join(state, 'logs/aws.log'), state));
  parts.push(aws);
  const env = {
    AWS_ENDPOINT_URL: `http://127.0.0.1:${aws.addresses['port']}`,
    AWS_REGION: 'us-west-2',
    AWS_ACCESS_KEY_ID: 'test',
    AWS_SECRET_ACCESS_KEY: 'test',
  };
  const settings = {
    endpoint: env.AWS_ENDPOINT_URL,
    region: env.AWS_REGION,
    credentials: { accessKeyId: 'test', secretAccessKey: 'test' },
  };
  ecs = new ECSClient(settings);
  ssm = new SSMClient(settings);
  cloudFormation = new CloudFormationClient(settings);
  await ecs.send(new CreateClusterCommand({ clusterName: cluster }));
  // No Envoy here, so no mesh is asked.
  agent = await startPart(tasksPart(join(state, 'logs/tasks.log'), env, state, { xds: 1, admin: 1 }));
  parts.push(agent);
  image(
    'answering',
    `
    import { createServer } from 'node:http';
    const server = createServer((_, response) => response.end(JSON.stringify({ pid: process.pid, env: process.env })));
    server.listen(4567);
    process.on('SIGTERM', () => server.close());`,
  );
  image('failing', `console.log('cannot find my database'); process.exit(7);`);
});
afterAll(async () => {
  await Promise.all(parts.map((part) => part.stop()));
  rmSync(state, { recursive: true });
});

/** Makes a secret as people have them, by a stack; answers its ARN. */
async function secretArn(StackName: string, SecretString: string): Promise<string> {
  const Secret = { Type: 'AWS::SecretsManager::Secret', Properties: { Name: StackName, SecretString } };
  const TemplateBody = JSON.stringify({
    Resources: { Secret },
    Outputs: { Arn: { Value: { Ref: 'Secret' } } },
  });
  await cloudFormation.send(new CreateStackCommand({ StackName, TemplateBody }));
  return eventually(async () => {
    const { Stacks } = await cloudFormation.send(new DescribeStacksCommand({ StackName }));
    return Stacks?.[0]?.Outputs?.[0]?.OutputValue;
  });
}

function image(name: string, program: string): void {
  const source = join(state, 'sources', name);
  mkdirSync(source, { recursive: true });
  writeFileSync(join(source, 'image.json'), '{"command": ["node", "program.mjs"]}');
  writeFileSync(join(source, 'program.mjs'), program);
  buildImage(source, name, 'v1', state);
}

async function run(...containers: Partial<ContainerDefinition>[]): Promise<string> {
  const containerDefinitions = containers.map((container) => ({ name: 'app', memory: 64, ...container }));
  const registered = await ecs.send(
    new RegisterTaskDefinitionCommand({ family: 'test', containerDefinitions }),
  );
  const taskDefinition = registered.taskDefinition!.taskDefinitionArn;
  const { tasks } = await ecs.send(new RunTaskCommand({ cluster, taskDefinition }));
  return tasks![0]!.taskArn!;
}

async function describeTask(arn: string): Promise<Task> {
  const { tasks } = await ecs.send(new DescribeTasksCommand({ cluster, tasks: [arn] }));
  return tasks![0]!;
}

function reaches(arn: string, lastStatus: string): Promise<Task> {
  return eventually(async () => {
    const task = await describeTask(arn);
    return task.lastStatus === lastStatus && task;
  });
}

async function ask(task: Task): Promise<{ pid: number; env: Record<string, string> }> {
  const { hostPort } = task.containers![0]!.networkBindings![0]!;
  return (await (await fetch(`http://127.0.0.1:${hostPort}`)).json()) as {
    pid: number;
    env: Record<string, string>;
  };
}

const answering = {
  image: '123456789012.dkr.ecr.us-west-2.amazonaws.com/answering:v1',
  portMappings: [{ containerPort: 4567 }],
};

describe('the agent', () => {
  it('runs an image as a process that answers at the port that ECS shows', async () => {
    const environment = [{ name: 'SEARCH_DOMAIN', value: 'yelb.local' }];
    const task = await reaches(await run({ ...answering, environment }), 'RUNNING');
    const bindings = task.containers![0]!.networkBindings!;
    expect(bindings).toEqual([
      { bindIP: '127.0.0.1', containerPort: 4567, hostPort: expect.any(Number), protocol: 'tcp' },
    ]);
    const { env } = await ask(task);
    expect(env).toMatchObject({
      SEARCH_DOMAIN: 'yelb.local',
      HOSTNAME: task.taskArn!.split('/').at(-1),
      PORT_4567: String(bindings[0]!.hostPort),
    });
    expect(env).not.toHaveProperty('AWS_SECRET_ACCESS_KEY');
  });

  it('tells programs the secrets that their definition names, of either kind', async () => {
    await ssm.send(new PutParameterCommand({ Name: '/shop/key', Value: 'parameter', Type: 'SecureString' }));
    const secret = await secretArn('shop', JSON.stringify({ key: 'of a document' }));
    const secrets = [
      { name: 'BY_NAME', valueFrom: '/shop/key' },
      { name: 'BY_ARN', valueFrom: 'arn:aws:ssm:us-west-2:123456789012:parameter/shop/key' },
      { name: 'SECRET', valueFrom: secret },
      { name: 'KEY', valueFrom: `${secret}:key::` },
    ];
    const { env } = await ask(await reaches(await run({ ...answering, secrets }), 'RUNNING'));
    expect(env).toMatchObject({
      BY_NAME: 'parameter',
      BY_ARN: 'parameter',
      SECRET: '{"key":"of a document"}',
      KEY: 'of a document',
    });
  });

  it('stops a task that asks for a secret that is not there', async () => {
    const secrets = [{ name: 'KEY', valueFrom: '/shop/nothing' }];
    const task = await reaches(await run({ ...answering, secrets }), 'STOPPED');
    expect(task.stoppedReason).toMatch(
      /^ResourceInitializationError: unable to pull secrets or registry auth: \/shop\/nothing: /,
    );
  });

  it('stops a task with the name of an image that nobody has built', async () => {
    const task = await reaches(await run({ image: 'unknown:v9' }), 'STOPPED');
    expect(task.stoppedReason).toBe(
      'CannotPullContainerError: image unknown:v9 not found in the local registry',
    );
  });

  it('stops a task whose program ends, with its exit code and its output kept', async () => {
    const task = await reaches(await run({ image: 'failing:v1' }), 'STOPPED');
    expect(task.stoppedReason).toBe('Essential container in task exited');
    expect(task.containers![0]!.exitCode).toBe(7);
    const log = join(state, 'logs', `${task.taskArn!.split('/').at(-1)}-app.log`);
    expect(readFileSync(log, 'utf8')).toContain('cannot find my database');
  });

  it('notices that a program was killed', async () => {
    const arn = await run(answering);
    process.kill((await ask(await reaches(arn, 'RUNNING'))).pid, 'SIGKILL');
    const task = await reaches(arn, 'STOPPED');
    expect(task.stoppedReason).toBe('Essential container in task exited');
    expect(task.containers![0]!.exitCode).toBe(137);
  });

  it('lets a stopped task finish its requests, and takes all of its containers down', async () => {
    const arn = await run({ ...answering, name: 'first' }, { ...answering, name: 'second' });
    const { pid } = await ask(await reaches(arn, 'RUNNING'));
    await ecs.send(new StopTaskCommand({ cluster, task: arn, reason: 'by hand' }));
    const task = await reaches(arn, 'STOPPED');
    expect(task.containers!.map(({ exitCode }) => exitCode)).toEqual([0, 0]);
    expect(task.stoppedReason).toBe('by hand');
    expect(isRunning(pid)).toBe(false);
  });

  it('starts a container when the one that it depends on is healthy', async () => {
    image(
      'slow',
      `
      import { writeFileSync } from 'node:fs';
      setTimeout(() => writeFileSync(process.env.FILE, ''), 300);
      setInterval(() => {}, 1000);`,
    );
    image(
      'late',
      `
      import { existsSync } from 'node:fs';
      if (!existsSync(process.env.FILE)) process.exit(1);
      setInterval(() => {}, 1000);`,
    );
    const environment = [{ name: 'FILE', value: join(state, 'healthy') }];
    const healthCheck = { command: ['CMD-SHELL', 'test -f $FILE'], interval: 5 };
    const dependsOn = [{ containerName: 'slow', condition: 'HEALTHY' as const }];
    const arn = await run(
      { name: 'late', image: 'late:v1', environment, dependsOn },
      { name: 'slow', image: 'slow:v1', environment, healthCheck },
    );
    const task = await reaches(arn, 'RUNNING');
    expect(task.containers!.find(({ name }) => name === 'slow')!.healthStatus).toBe('HEALTHY');
  });

  it('shows a collector as running that it does not run, and has nothing against it', async () => {
    const arn = await run(answering, { name: 'xray', image: 'amazon/aws-xray-daemon' });
    const task = await reaches(arn, 'RUNNING');
    expect(task.containers!.find(({ name }) => name === 'xray')).toMatchObject({
      lastStatus: 'RUNNING',
    });
    expect(task.containers!.filter(({ reason }) => reason)).toEqual([]);
  });

  it('takes its programs with it when it is killed, and its successor reports them stopped', async () => {
    const arn = await run(answering);
    const { pid } = await ask(await reaches(arn, 'RUNNING'));
    await agent.kill('SIGKILL');
    await eventually(() => !isRunning(pid));
    await agent.restart();
    expect((await reaches(arn, 'STOPPED')).stoppedReason).toBe('agent restarted');
  });
});
