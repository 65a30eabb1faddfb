import { mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join, resolve } from 'node:path';
import { buildImage } from '../../../infra/local/images/registry.ts';
import { startTraffic, type Traffic } from '../../../infra/local/traffic/traffic.ts';
import { startCloud, type Cloud } from '../../../infra/local/up/cloud.ts';
import { buildCart } from '../alb/cart.ts';
import { createService } from '../alb/service.ts';
import { layOut, npm, packAll, type Packed } from '../installed/packed.ts';
import { patiently } from '../patiently.ts';
import { startProgram, type Program } from '../program.ts';
import { commandsOf, openShell, type Shell } from './walk-through.ts';

/** docs/workers.md on a machine with Node.js and the AWS CLI: what is typed there, with the packages as they are published. */
const STEPS = commandsOf('docs/workers.md');
const REGISTRY = '123456789012.dkr.ecr.us-west-2.amazonaws.com';

// A stack of workers and a rollout, one after the other.
jest.setTimeout(300_000);

let folder: string;
let state: string;
let cloud: Cloud;
let traffic: Traffic;
let shell: Shell;
let installed: string;
const programs: Program[] = [];

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'own-workers-'));
  state = join(folder, 'cloud');
  cloud = await startCloud({ stateFolder: state, environment: 'shop' });
  const { address } = await createService(cloud, 'cart', 'v1', buildCart(state, 'v1'));
  buildCart(state, 'v2');
  traffic = startTraffic({ ...address, path: '/cart', requestsPerSecond: 30 });
  const packed = await packAll(folder);
  installed = install(packed);
  packWorker(packed);
  symlinkSync(resolve('examples'), join(folder, 'examples'));
  shell = openShell(folder);
  await shell.type(`export ${variables()}`);
});
afterAll(async () => {
  await shell?.leave();
  for (const program of programs) program.kill();
  await traffic?.stop();
  await cloud?.stop();
  rmSync(folder, { recursive: true, force: true });
});

/** Installs the command in a place of its own; answers where npm puts its programs. */
function install({ serin }: Packed): string {
  const prefix = join(folder, 'global');
  npm(folder, 'install', '--global', '--prefix', prefix, '--offline', '--no-audit', '--no-fund', serin);
  return join(prefix, 'bin');
}

/** Stands for the image that the Dockerfile makes of the same packages, and for the credentials that a task's role would give. */
function packWorker(packed: Packed): void {
  const [home, source] = [join(folder, 'image'), join(folder, 'image-source')];
  layOut(home, packed);
  mkdirSync(join(source, 'worker/dist'), { recursive: true });
  writeFileSync(
    join(source, 'worker/dist/healthy.js'),
    readFileSync(join(home, 'node_modules/serin-worker/dist/healthy.js')),
  );
  const { TEMPORAL_ADDRESS: _, TEMPORAL_NAMESPACE: __, ...environment } = cloud.env;
  const command = ['node', join(home, 'node_modules/.bin/serin'), 'worker'];
  writeFileSync(join(source, 'image.json'), JSON.stringify({ command, environment }));
  buildImage(source, 'serin', '0.4.0', state);
}

/** The shell's own: neither this checkout's command nor a setting of the machine is there. */
function environment(): Record<string, string> {
  const PATH = [installed, resolve('node_modules/.bin'), resolve('.serin/python/bin'), '/usr/bin', '/bin'];
  return { ...cloud.env, HOME: folder, REGISTRY, SECRET_ARN: '', PATH: PATH.join(delimiter) };
}

const variables = (): string =>
  Object.entries(environment())
    .map(([name, value]) => `${name}='${value}'`)
    .join(' ');

/** The installed command, in another terminal. */
function serin(...args: string[]): Program {
  const program = startProgram(join(installed, 'serin'), args, { env: environment(), cwd: folder });
  programs.push(program);
  return program;
}

/** Types the commands of a step, but for those that begin as one of these; answers what the last one printed. */
async function follow(heading: string, ...without: string[]): Promise<string> {
  const lines = STEPS.get(heading)?.filter((line) => !without.some((start) => line.startsWith(start))) ?? [];
  expect(lines).not.toEqual([]);
  let last = '';
  for (const line of lines) {
    const typed = await shell.type(line);
    expect({ line, ...typed }).toEqual({ line, exitCode: 0, printed: typed.printed });
    last = typed.printed;
  }
  return last;
}

/** The file that init has written, with waits and metrics that suit a test. */
function hasten(): void {
  const file = join(folder, 'rollout.yaml');
  const text = readFileSync(file, 'utf8')
    .replace(/^finalBakeSeconds: .*$/m, 'finalBakeSeconds: 4')
    .replace(/^( *)drainSeconds: .*$/m, '$1drainSeconds: 1')
    .replace(/^judge:\n {2}kind: .*$/m, 'judge: { kind: errorCount, windowSeconds: 60 }')
    .replace(/^steps: auto.*$/m, 'steps: [{ weight: 50, bakeSeconds: 4 }]');
  writeFileSync(file, `${text}metrics: { kind: loadBalancer, periodSeconds: 1 }\n`);
}

it('leads from nothing to a rollout, command by command', async () => {
  const version = await follow('1. Install the command', 'make', 'npm');
  expect(version).toMatch(/^\d+\.\d+\.\d+ \(/);
  const [, doctor = ''] = STEPS.get('2. Choose a Temporal') ?? [];
  expect((await shell.type(doctor)).printed).toMatch(/fail +workers on serin +0 workers/);
  await follow('3. Describe the rollout, and grant the permissions that it needs', 'SECRET_ARN');
  hasten();
  await follow('5. Start the workers');

  const rolledOut = follow('6. Roll out');
  await patiently(async () => (await serin('status', 'shop/cart').exitCode) === 0);
  const watch = serin('watch', 'shop/cart');
  expect(await rolledOut).toContain('promoted');
  expect({ exitCode: await watch.exitCode, printed: watch.printed() }).toMatchObject({
    exitCode: 0,
    printed: expect.stringContaining('promoted') as string,
  });
});
