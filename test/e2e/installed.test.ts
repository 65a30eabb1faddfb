import {
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { deployJson } from '../fakes/deploy-json.ts';
import { layOut, npm, packAll, type Packed } from './installed/packed.ts';
import { startProgram, type Program } from './program.ts';

const MAX_PACKED_BYTES = 3e6;

let folder: string;
let packed: Packed;
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'installed-'));
  packed = await packAll(folder);
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** The installed command. Neither this checkout nor a setting of the machine is there for it. */
function serin(home: string, ...args: string[]): Program {
  const env = { PATH: `${resolve('node_modules/.bin')}:/usr/bin:/bin`, HOME: home, SERIN_LOCAL_HOME: home };
  return startProgram(join(home, 'node_modules/.bin/serin'), args, { env, cwd: home });
}

async function ended(program: Program) {
  const exitCode = await program.exitCode;
  return { exitCode, printed: program.printed() };
}

describe('the command, installed in an empty folder', () => {
  let home: string;
  beforeAll(() => {
    home = join(folder, 'command');
    mkdirSync(home);
    npm(home, 'install', '--offline', '--no-audit', '--no-fund', packed.serin);
  });

  it('is small, needs no other package, and runs nothing while it is installed', () => {
    expect(statSync(packed.serin).size).toBeLessThan(MAX_PACKED_BYTES);
    expect(readdirSync(join(home, 'node_modules')).filter((name) => !name.startsWith('.'))).toEqual([
      'serin',
    ]);
    const manifest = readFileSync(join(home, 'node_modules/serin/package.json'), 'utf8');
    expect(JSON.parse(manifest)).not.toHaveProperty('scripts.install');
    expect(JSON.parse(manifest)).not.toHaveProperty('scripts.postinstall');
  });

  it('says which version of which commit it is', async () => {
    expect(await ended(serin(home, '--version'))).toEqual({
      exitCode: 0,
      printed: expect.stringMatching(/^\d+\.\d+\.\d+ \([0-9a-f]{12}(-dirty)?\)\n$/) as string,
    });
  });

  it('reads deployment files', async () => {
    writeFileSync(join(home, 'deploy.json'), JSON.stringify(deployJson()));
    expect(await ended(serin(home, 'lint', '-f', 'deploy.json'))).toMatchObject({ exitCode: 0 });
  });

  it.each([
    ['worker', 'serin-worker'],
    ['dashboard', 'serin-dashboard'],
    ['local', '@serin/local'],
  ])('says of %s what it needs besides', async (subcommand, name) => {
    const { exitCode, printed } = await ended(
      serin(home, subcommand, ...(subcommand === 'local' ? ['status'] : [])),
    );
    expect(exitCode).toBe(1);
    expect(printed).toContain(`npm install --global ${name}`);
  });
});

describe('command, worker, dashboard and local cloud, installed beside each other', () => {
  let home: string;
  beforeAll(() => {
    home = join(folder, 'all');
    layOut(home, packed);
    for (const part of ['python', 'programs']) symlinkSync(resolve('.serin', part), join(home, part));
  });
  afterAll(async () => {
    await serin(home, 'local', 'down').exitCode;
  });

  it('start a cloud with a worker and a dashboard, and roll a service out', async () => {
    const up = await ended(serin(home, 'local', 'up'));
    expect(up.exitCode).toBe(0);
    const [, dashboard = ''] = /^dashboard +(\S+)$/m.exec(up.printed) ?? [];
    expect(await fetch(dashboard).then((page) => page.text())).toContain('No rollout yet.');
    const sample = resolve('infra/samples/yelb/yelb-redisserver');
    const push = await ended(serin(home, 'local', 'push', sample, '--watch', '--faster', '60'));
    expect(push.printed).toMatch(/yelb-redisserver \w+ serves \(exit code 0\)/);
    expect((await ended(serin(home, 'local', 'down'))).printed).toContain('stopped');
  });
});
