import { execFileSync } from 'node:child_process';
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
import { buildCommand } from '../../infra/packages/command.ts';
import { buildDashboard } from '../../infra/packages/dashboard.ts';
import { buildLocal } from '../../infra/packages/local.ts';
import { buildWorker } from '../../infra/packages/worker.ts';
import { deployJson } from '../fakes/deploy-json.ts';
import { startProgram, type Program } from './program.ts';

const MAX_PACKED_BYTES = 3e6;

let folder: string;
let packed: Readonly<Record<string, string>>;
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'installed-'));
  await buildCommand();
  await buildWorker();
  await buildDashboard();
  await buildLocal();
  packed = Object.fromEntries(
    [[], ['-w', 'serin-worker'], ['-w', 'serin-dashboard'], ['-w', '@serin/local']].map((which) => {
      const [{ name, filename }] = JSON.parse(
        npm('.', 'pack', '--json', '--pack-destination', folder, ...which),
      ) as [{ name: string; filename: string }];
      return [name, join(folder, filename.replace('@', '').replace('/', '-'))];
    }),
  );
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const npm = (cwd: string, ...args: string[]): string => execFileSync('npm', args, { cwd, encoding: 'utf8' });

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
    npm(home, 'install', '--offline', '--no-audit', '--no-fund', packed['serin']!);
  });

  it('is small, needs no other package, and runs nothing while it is installed', () => {
    expect(statSync(packed['serin']!).size).toBeLessThan(MAX_PACKED_BYTES);
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

describe('command, worker and local cloud, installed beside each other', () => {
  let home: string;
  beforeAll(() => {
    home = join(folder, 'all');
    mkdirSync(join(home, 'node_modules/.bin'), { recursive: true });
    // What a registry would bring: the packages of this checkout, except for its own.
    for (const name of readdirSync('node_modules').filter((each) => !/^(\.|serin)|^@serin$/.test(each)))
      symlinkSync(resolve('node_modules', name), join(home, 'node_modules', name));
    for (const [name, file] of Object.entries(packed)) {
      const into = join(home, 'node_modules', name);
      mkdirSync(into, { recursive: true });
      execFileSync('tar', ['xzf', file, '--strip-components', '1', '-C', into]);
    }
    symlinkSync('../serin/dist/command/serin.js', join(home, 'node_modules/.bin/serin'));
    for (const part of ['python', 'programs']) symlinkSync(resolve('.serin', part), join(home, part));
  });
  afterAll(async () => {
    await serin(home, 'local', 'down').exitCode;
  });

  it('start a cloud with a worker, and roll a service out', async () => {
    expect(await ended(serin(home, 'local', 'up'))).toMatchObject({ exitCode: 0 });
    const sample = resolve('infra/samples/yelb/yelb-redisserver');
    const push = await ended(serin(home, 'local', 'push', sample, '--watch', '--faster', '60'));
    expect(push.printed).toMatch(/yelb-redisserver \w+ serves \(exit code 0\)/);
    expect((await ended(serin(home, 'local', 'down'))).printed).toContain('stopped');
  });
});
