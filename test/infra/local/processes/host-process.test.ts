import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { endProcess, startProcess } from '../../../../infra/local/processes/host-process.ts';
import { programs } from '../../../../infra/local/processes/programs.ts';
import { descendants, isRunning } from '../descendants.ts';
import { eventually } from '../eventually.ts';

const wrapper = join(import.meta.dirname, '../../../../infra/local/processes/die-with-parent.py');
const folder = mkdtempSync(join(tmpdir(), 'serin-process-'));
const logFile = join(folder, 'logs/program.log');
const env = { PATH: process.env['PATH'] };
afterAll(() => rmSync(folder, { recursive: true }));

describe('startProcess', () => {
  it('logs what the program says and gives its exit code', async () => {
    const { exited } = startProcess(['sh', '-c', 'echo out; echo err >&2; exit 3'], { env, logFile });
    expect(await exited).toBe(3);
    expect(readFileSync(logFile, 'utf8')).toBe('out\nerr\n');
  });

  it('gives 128 + n for a program that signal n has ended', async () => {
    const started = startProcess(['sleep', '600'], { env, logFile });
    started.child.kill('SIGKILL');
    expect(await started.exited).toBe(137);
  });

  it('keeps a program out of the process group that a terminal interrupts', async () => {
    const started = startProcess(['sleep', '600'], { env, logFile });
    expect(() => process.kill(-started.child.pid!, 'SIGKILL')).not.toThrow();
    expect(await started.exited).toBe(137);
  });

  it('says which program is not there', async () => {
    const { exited } = startProcess(['no-such-program'], { env, logFile });
    expect(await exited).toBe(1);
    expect(readFileSync(logFile, 'utf8')).toContain('no-such-program: No such file');
  });
});

describe('endProcess', () => {
  it('kills a program that does not listen to SIGTERM', async () => {
    const started = startProcess(['sh', '-c', 'trap "" TERM; echo deaf; while :; do sleep 0.05; done'], {
      env,
      logFile,
    });
    await eventually(() => readFileSync(logFile, 'utf8').includes('deaf'));
    expect(await endProcess(started, 0.1)).toBe(137);
  });
});

describe('a program under die-with-parent', () => {
  it.each([
    ['by the kernel', {}],
    ['by a watcher, where the kernel does not help', { SERIN_WATCH_PARENT: '1' }],
  ])('dies with its killed parent, %s', async (_how, extra) => {
    // The parent: a shell that starts the program and tells its id.
    const script = `"${programs.python()}" -IS "${wrapper}" $$ sleep 600 & echo $!; wait`;
    const parent = spawn('sh', ['-c', script], {
      env: { ...env, ...extra },
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    const [line] = (await once(createInterface(parent.stdout), 'line')) as [string];
    const child = Number(line);
    await eventually(() => descendants(parent.pid!).some(({ command }) => command.startsWith('sleep')));
    parent.kill('SIGKILL');
    await eventually(() => !isRunning(child));
  });
});
