import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, dirname, join, resolve } from 'node:path';
import { BatchGetProjectsCommand, CodeBuildClient } from '@aws-sdk/client-codebuild';
import { transformSync } from 'esbuild';
import { parse } from 'yaml';
import { buildImage } from '../../../infra/local/images/registry.ts';
import { startCloud, type Cloud } from '../../../infra/local/up/cloud.ts';
import { patiently } from '../patiently.ts';
import { buildVersion, type Version } from '../article.ts';
import { startProgram, type Program } from '../program.ts';

const ENVIRONMENT = 'blog';
const IMAGE = '123456789012.dkr.ecr.us-west-2.amazonaws.com/serin:test';
const SERVICE = 'yelb-appserver';
const CREATING = [
  'create-vpc',
  'create-ecs-mesh',
  'create-monitoring-resources',
  'create-shared-cloudformation-stack',
  'create-sample-microservice-pipeline-stack',
];

type Inventory = Readonly<Record<string, readonly string[]>>;

// Two dozen stacks come and go one after the other.
jest.setTimeout(600_000);

let state: string;
let cloud: Cloud;
let env: NodeJS.ProcessEnv;
let before: Inventory;
const programs: Program[] = [];

beforeAll(async () => {
  state = mkdtempSync(join(tmpdir(), 'serin-aws-'));
  cloud = await startCloud({ stateFolder: state });
  env = { ...process.env, ...cloud.env, AWS_ENV_FILE: join(state, 'aws.env') };
  packWorker();
  before = inventory();
});

afterAll(async () => {
  for (const program of programs) program.kill();
  await cloud?.stop();
  rmSync(state, { recursive: true });
});

/** Stands for the image that CodeBuild would build, and for the credentials that a task's role would give. */
function packWorker(): void {
  const source = join(state, 'serin');
  const healthy = transformSync(readFileSync('worker/healthy.ts', 'utf8'), { loader: 'ts' }).code;
  mkdirSync(join(source, 'worker/dist'), { recursive: true });
  writeFileSync(join(source, 'worker/dist/healthy.js'), healthy);
  writeFileSync(join(source, 'image.json'), JSON.stringify({ command: ['node', 'start.mjs'] }));
  writeFileSync(
    join(source, 'start.mjs'),
    `Object.assign(process.env, ${JSON.stringify({ ...cloud.env, TEMPORAL_ADDRESS: undefined })});
     await import(${JSON.stringify(resolve('worker/main.ts'))});`,
  );
  buildImage(source, 'serin', 'test', state);
}

/** What the account holds, by kind. */
function inventory(): Inventory {
  const text = execFileSync('.serin/python/bin/python', ['test/infra/aws/inventory.py'], {
    env: { ...process.env, ...cloud.env },
    encoding: 'utf8',
  });
  return JSON.parse(text) as Inventory;
}

function run(command: string, args: readonly string[], more: { cwd?: string; env?: object } = {}): Program {
  const program = startProgram(command, args, { ...more, env: { ...env, ...more.env } });
  programs.push(program);
  return program;
}

const ended = async (program: Program) => ({
  exitCode: await program.exitCode,
  printed: program.printed(),
});

/** The targets by make itself, which is told that what they run on is installed. */
const make = (...targets: string[]) =>
  ended(run('make', ['--silent', '--assume-old', 'node_modules/.installed', ...targets]));

function build(title: string, fields: Readonly<Record<string, unknown>> = {}): Version {
  return buildVersion(state, title, [], {
    EnvironmentName: ENVIRONMENT,
    Namespace: 'blog.local',
    PercentageStep: 50,
    WaitTime: 1,
    MetricPeriod: 1,
    DrainTime: 1,
    // Nobody calls the service here, so waiting longer would prove nothing.
    ExtensionTimeout: 0,
    OnInconclusive: 'advance',
    ...fields,
  });
}

/** Does what the pipeline's deploy step does: the project's commands with the project's variables, beside the build's artifact. */
async function deploy({ file }: Version): Promise<Program> {
  const { awsEndpointUrl: endpoint, region } = cloud.endpoints;
  const credentials = { accessKeyId: 'test', secretAccessKey: 'test' };
  const codeBuild = new CodeBuildClient({ endpoint, region, credentials });
  const { projects } = await codeBuild.send(
    new BatchGetProjectsCommand({ names: [`${ENVIRONMENT}-deploy`] }),
  );
  const { source, environment } = projects![0]!;
  const { phases } = parse(source!.buildspec!) as { phases: { build: { commands: string[] } } };
  const variables = environment!.environmentVariables!.map(({ name, value }) => [name!, value!] as const);
  return run('/bin/sh', ['-e', '-c', phases.build.commands.join('\n')], {
    cwd: dirname(file),
    env: { ...Object.fromEntries(variables), PATH: `${resolve('bin')}${delimiter}${process.env['PATH']}` },
  });
}

describe("the article's make targets", () => {
  it('tell what is to be made first', async () => {
    expect((await make('create-vpc')).printed).toContain('run make set-env first');
    const settings = [`ENVIRONMENT_NAME=${ENVIRONMENT}`, 'NAMESPACE=blog.local', 'WORKER_COUNT=0'];
    expect(await make('set-env', ...settings)).toMatchObject({ exitCode: 0 });
    const refused = await make('create-ecs-mesh');
    expect(refused).toMatchObject({ exitCode: 2 });
    expect(refused.printed).toContain('stack blog-vpc is not there: run make create-vpc first');
  });

  it("make the article's environment", async () => {
    const { exitCode, printed } = await make(...CREATING);
    expect({ exitCode, printed }).toMatchObject({ exitCode: 0 });
    expect([...printed.matchAll(/^(blog-\S+): CREATE_COMPLETE$/gm)].map(([, stack]) => stack)).toEqual([
      'blog-vpc',
      'blog-clusterresources',
      'blog-monitoring-resources',
      'blog-deployment-stepfunctions',
      'blog-serin',
      'blog-pipeline-yelb-db',
      'blog-pipeline-yelb-redisserver',
      'blog-pipeline-yelb-appserver',
      'blog-pipeline-yelb-ui',
    ]);
  });

  it('change nothing when they are made again', async () => {
    const { exitCode, printed } = await make(...CREATING);
    expect({ exitCode, printed }).toMatchObject({ exitCode: 0 });
    expect([...printed.matchAll(/: up to date$/gm)]).toHaveLength(9);
    expect(printed).not.toMatch(/being (created|updated|deleted)|put into/);
  });

  it('change what other settings change', async () => {
    expect(await make('set-env', 'WORKER_COUNT=1', `SERIN_IMAGE=${IMAGE}`)).toMatchObject({ exitCode: 0 });
    const { exitCode, printed } = await make('create-shared-cloudformation-stack');
    expect({ exitCode, printed }).toMatchObject({ exitCode: 0 });
    expect(printed).toContain('blog-deployment-stepfunctions: up to date');
    expect(printed).toContain('blog-serin: UPDATE_COMPLETE');
  });
});

describe('the environment that they make', () => {
  let second: Version;

  it('rolls versions out by what the pipeline runs, and is not deleted meanwhile', async () => {
    expect(await ended(await deploy(build('first')))).toMatchObject({ exitCode: 0 });
    second = build('second', { WaitTime: 600 });
    const rollout = await deploy(second);
    await patiently(() => rollout.printed().includes('step 1 of 2: 50 %'));
    const refused = await make('delete-blog-contents');
    expect(refused).toMatchObject({ exitCode: 2 });
    expect(refused.printed).toContain(`these rollouts run: blog/${SERVICE}`);
    const promote = run(resolve('bin/serin'), ['promote', `blog/${SERVICE}`, '--reason', 'seen enough']);
    expect(await ended(promote)).toMatchObject({ exitCode: 0 });
    expect(await ended(rollout)).toMatchObject({ exitCode: 0 });
  });

  it('is deleted with what rollouts made in it, and nothing else', async () => {
    const { 'cloudformation Stacks': stacks, 'ssm Parameters': parameters } = inventory();
    expect(stacks!.filter((name) => name.startsWith(`blog-${SERVICE}-`))).toEqual([
      `blog-${SERVICE}-${second.sha}`,
    ]);
    expect(parameters).toContain(`blog-canary-${SERVICE}-version`);

    expect(await make('delete-blog-contents')).toMatchObject({ exitCode: 0 });
    expect(inventory()).toEqual(before);
    expect(await make('delete-blog-contents')).toMatchObject({
      exitCode: 0,
      printed: 'nothing of blog is left\n',
    });
  });
});
