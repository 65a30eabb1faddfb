import { spawn, type ChildProcess, type StdioOptions } from 'node:child_process';
import { closeSync, mkdirSync, openSync } from 'node:fs';
import { constants } from 'node:os';
import { dirname, join } from 'node:path';
import { programs } from './programs.ts';

const wrapper = join(import.meta.dirname, 'die-with-parent.py');

export interface HostProcessOptions {
  readonly logFile: string;
  readonly env: NodeJS.ProcessEnv;
  readonly cwd?: string;
  /** `piped`: standard input and output are the caller's; otherwise output goes to the log. */
  readonly stdio?: 'piped' | 'logged';
}

/** A program that runs on this machine and dies with us, even if we are killed. */
export interface HostProcess {
  readonly child: ChildProcess;
  /** Resolves with the exit code, 128 + n after signal n. */
  readonly exited: Promise<number>;
}

export function startProcess(command: readonly string[], options: HostProcessOptions): HostProcess {
  mkdirSync(dirname(options.logFile), { recursive: true });
  const log = openSync(options.logFile, 'a');
  const stdio: StdioOptions = options.stdio === 'piped' ? ['pipe', 'pipe', log] : ['ignore', log, log];
  const child = spawn(programs.python(), ['-IS', wrapper, String(process.pid), ...command], {
    env: options.env,
    stdio,
    // A terminal's Ctrl-C is for us: the order in which programs end is ours to choose.
    detached: true,
    ...(options.cwd === undefined ? {} : { cwd: options.cwd }),
  });
  closeSync(log);
  const exited = new Promise<number>((resolve) => {
    child.once('error', () => resolve(127));
    child.once('exit', (code, signal) => resolve(code ?? 128 + constants.signals[signal ?? 'SIGKILL']));
  });
  return { child, exited };
}

/** Ends a process: SIGTERM, and SIGKILL when it is still there after `graceSeconds`. */
export async function endProcess({ child, exited }: HostProcess, graceSeconds: number): Promise<number> {
  child.kill('SIGTERM');
  const impatience = setTimeout(() => child.kill('SIGKILL'), graceSeconds * 1000);
  return exited.finally(() => clearTimeout(impatience));
}
