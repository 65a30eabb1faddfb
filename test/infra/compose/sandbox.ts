import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdirSync, statSync, writeFileSync } from 'node:fs';
import { hostname } from 'node:os';
import { dirname, join } from 'node:path';
import type { Mount } from './image.ts';

/** What keeps the sandbox from being made on this machine, in a sentence; undefined where nothing does. */
export function noSandbox(): string | undefined {
  if (process.platform !== 'linux') return 'Linux is needed: its namespaces stand for the containers';
  if (process.getuid?.() !== 0)
    return 'root is needed: only root may make namespaces with users of their own';
  for (const program of ['unshare', 'setpriv', 'ip'])
    if (!(process.env['PATH'] ?? '').split(':').some((folder) => existsSync(join(folder, program))))
      return `the program ${program} is needed`;
  return undefined;
}

/**
 * Runs a program of ours where network, mounts and processes are its own: ports 5432 and 7233 are free there, whatever
 * this machine runs, and nothing that it mounts or starts outlives it. Answers its exit code.
 */
export async function inSandbox(program: string, args: readonly string[]): Promise<number> {
  const namespaces = ['--net', '--mount', '--pid', '--fork', '--mount-proc', '--kill-child'];
  const child = spawn('unshare', [...namespaces, process.execPath, program, ...args], { stdio: 'inherit' });
  // It ignores both, and takes all that runs in the sandbox with it when it is killed.
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => child.kill('SIGKILL'));
  const [code] = (await once(child, 'exit')) as [number | null];
  return code ?? 1;
}

/** Gives the sandbox that we are in a network, and an empty scratch folder that goes with it. */
export function enterSandbox(scratch: string): void {
  execFileSync('ip', ['link', 'set', 'lo', 'up']);
  execFileSync('mount', ['-t', 'tmpfs', 'tmpfs', scratch]);
  process.env['TMPDIR'] = scratch;
}

/** Shows files and folders at other places of the sandbox, whether there is something or not, and gives hosts their address. */
export function furnish(scratch: string, mounts: readonly Mount[], hosts: readonly string[]): void {
  const roots = new Set(['etc', ...mounts.map(({ target }) => target.split('/')[1]!)]);
  for (const root of roots) cover(`/${root}`, join(scratch, 'cover', root));
  writeFileSync('/etc/hosts', `127.0.0.1 localhost ${[hostname(), ...hosts].join(' ')}\n`);
  for (const each of mounts) mount(each);
}

/** Lets us write to a folder of this machine without it, or anybody else, noticing. */
function cover(folder: string, scratch: string): void {
  const [upper, work] = [join(scratch, 'upper'), join(scratch, 'work')];
  for (const each of [upper, work]) mkdirSync(each, { recursive: true });
  const layers = `lowerdir=${folder},upperdir=${upper},workdir=${work}`;
  execFileSync('mount', ['-t', 'overlay', 'overlay', '-o', layers, folder]);
}

function mount({ source, target, readOnly = false }: Mount): void {
  if (statSync(source).isDirectory()) mkdirSync(target, { recursive: true });
  else {
    mkdirSync(dirname(target), { recursive: true });
    writeFileSync(target, '');
  }
  execFileSync('mount', ['--bind', source, target]);
  if (readOnly) execFileSync('mount', ['-o', 'remount,bind,ro', target]);
}
