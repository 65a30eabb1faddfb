import { readFileSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { NO_CARTS } from '../../../infra/demo/routers/cart-versions.ts';
import { totalsOf, type Timeline } from '../../../infra/local/traffic/timeline.ts';
import { startAlbLab, type AlbLab } from '../alb/lab.ts';
import { shifted, type Shifted } from '../../../infra/demo/routers/shifted-cart.ts';
import { commandsOf, openShell, type Shell } from './walk-through.ts';

const PAGE = 'docs/ecs-deployments.md';
const commands = commandsOf(PAGE);
const [prepare = [], byHand = [], byWorker = []] = [
  'Judge what your pipeline deploys',
  'By hand',
  'By a worker',
].map((heading) => commands.get(heading) ?? []);
const [deploy = ''] = prepare.slice(-1);

/** A pipeline that deploys in two equal steps. */
const ITS_OWN = {
  strategy: 'LINEAR' as const,
  linearConfiguration: { stepPercent: 50, stepBakeTimeInMinutes: 0 },
  bakeTimeInMinutes: 0,
};

let lab: AlbLab;
let cart: Shifted;
let folder: string;
let shell: Shell;
beforeAll(async () => {
  lab = await startAlbLab();
  cart = shifted(lab);
  await cart.letEcsShift(ITS_OWN);
  folder = mkdtempSync(join(tmpdir(), 'serin-adopt-'));
  shell = openShell(folder);
  const path = [resolve('bin'), resolve('.serin/python/bin'), '$PATH'].join(':');
  for (const [name, value] of Object.entries({
    ...lab.cloud.env,
    PATH: path,
    CLUSTER: 'ecs-blogpost',
    SERVICE: 'cart',
    // The AWS CLI that is installed here is older than pauses: it is told of them, as botocore takes additions to its models.
    AWS_DATA_PATH: resolve('infra/local/aws/awslab/models'),
  }))
    await typed(`export ${name}="${value}"`);
});
afterAll(async () => {
  await shell?.leave();
  await lab?.close();
  rmSync(folder, { recursive: true });
});

/** Types a line, which has to get through; answers what it printed. */
async function typed(line: string): Promise<string> {
  const { exitCode, printed } = await shell.type(line);
  if (exitCode !== 0) throw new Error(`${line} ended with ${exitCode}: ${printed}`);
  return printed;
}

/** The image of a version, as a build leaves it. */
const imageOf = (file: string): string =>
  (JSON.parse(readFileSync(file, 'utf8')) as { version: { image: string } }).version.image;

/** The pipeline deploys an image, as ever. */
async function deployed(image: string): Promise<void> {
  await typed(`export TASK_DEFINITION="${await cart.register(image)}"`);
  await typed(deploy);
}

const failures = (timeline: Timeline): string[] =>
  Object.entries(totalsOf(timeline)).flatMap(([version, { errors }]) => (errors > 0 ? [version] : []));

it('has the deployments of a service wait to be judged, and begins none', async () => {
  for (const line of prepare.slice(0, -1)) {
    await typed(line);
    if (line.startsWith('serin init')) hasten();
  }
  const { deploymentConfiguration } = await cart.service();
  expect(deploymentConfiguration).toMatchObject({
    ...ITS_OWN,
    lifecycleHooks: [
      {
        targetType: 'PAUSE',
        lifecycleStages: ['PRE_PRODUCTION_TRAFFIC_SHIFT', 'POST_PRODUCTION_TRAFFIC_SHIFT'],
      },
    ],
  });
  expect(await cart.isSettled()).toBe(true);
});

/** Waits that suit a test, and metrics of the local cloud's pace. */
function hasten(): void {
  const file = join(folder, 'rollout.yaml');
  const text = readFileSync(file, 'utf8')
    .replace(/bakeSeconds: 600/, 'bakeSeconds: 4')
    .replace(/finalBakeSeconds: 1200/, 'finalBakeSeconds: 4')
    .replace(/kind: evidence.*$/m, 'kind: errorCount\n  windowSeconds: 60');
  writeFileSync(file, `${text}metrics: { kind: loadBalancer, periodSeconds: 1 }\n`);
}

it('promotes what the unchanged pipeline deploys without one failed request, and changes nothing of the service', async () => {
  const traffic = lab.callService();
  const before = await cart.settings();
  await deployed(imageOf(lab.build('second')));
  const printed = await typed(byHand.join('\n'));
  expect(printed).toMatch(/promoted/);
  const timeline = await traffic.stop();
  expect(failures(timeline)).toEqual([]);
  expect(Object.keys(totalsOf(timeline)).sort()).toEqual(['first', 'second']);
  expect(await cart.settings()).toEqual(before);
  expect(await cart.weights()).toEqual([100, 0]);
});

it('has a worker take over by itself what is deployed, and ECS roll back what is bad', async () => {
  await lab.cloud.kill('worker', 'SIGKILL');
  const [policy = ''] = /^```yaml\nrules[^]*?(?=^```)/m.exec(readFileSync(PAGE, 'utf8')) ?? [];
  writeFileSync(join(folder, 'policy.yaml'), policy.replace('```yaml\n', ''));
  await typed(`${byWorker.join('\n')} > worker.log 2>&1 &`);
  const traffic = lab.callService();
  await deployed(imageOf(lab.build('broken', [NO_CARTS])));
  await lab.until(async () => (await cart.weights())[0] === 50);
  await lab.until(async () => (await lab.view())?.status.outcome?.kind === 'rolledBack');
  expect(failures(await traffic.stop())).toEqual(['broken']);
  expect(await cart.weights()).toEqual([100, 0]);
  await lab.until(() => cart.isSettled());
});
