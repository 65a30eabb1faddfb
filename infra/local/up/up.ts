import { spawn } from 'node:child_process';
import { closeSync, mkdirSync, openSync } from 'node:fs';
import { extname, join, resolve } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { IS_BUILT } from '../processes/home.ts';
import type { CloudOptions } from './cloud.ts';
import { down } from './down.ts';
import { installPrograms } from './install.ts';
import { readState } from './local-state.ts';
import { logTail } from './log-tail.ts';
import { programEnvironment } from './program-environment.ts';
import { status, type CloudStatus } from './status.ts';

const daemonProgram = join(import.meta.dirname, `daemon${extname(import.meta.filename)}`);
const pollMillis = 100;

export type RunningStatus = Extract<CloudStatus, { kind: 'running' }>;

export interface UpResult extends RunningStatus {
  /** True when the cloud was running already, and nothing has been started. */
  readonly already: boolean;
}

/** Starts the local cloud in the background and waits until it serves; throws an Error that says why it does not. */
export async function up(options: CloudOptions): Promise<UpResult> {
  // Beside the sources, `make install` does it.
  if (IS_BUILT) installPrograms();
  const stateFolder = resolve(options.stateFolder);
  const before = await status({ stateFolder });
  if (before.kind === 'running') return { ...before, already: true };
  if (before.kind === 'broken')
    throw new Error(`the local cloud is broken, take it down first: ${before.reason}`);

  const logFile = join(stateFolder, 'logs', 'daemon.log');
  const daemon = startDaemon({ ...options, stateFolder }, logFile);
  let exited = false;
  daemon.once('exit', () => (exited = true));
  for (;;) {
    const now = await status({ stateFolder });
    if (now.kind === 'running') return { ...now, already: false };
    if (now.kind === 'broken') throw new Error(now.reason);
    if (now.kind === 'stopped' && exited) throw new Error(await failureOf(stateFolder, logFile));
    await sleep(pollMillis);
  }
}

function startDaemon(options: CloudOptions, logFile: string) {
  mkdirSync(join(options.stateFolder, 'logs'), { recursive: true });
  const log = openSync(logFile, 'w');
  const daemon = spawn(process.execPath, [daemonProgram, JSON.stringify(options)], {
    detached: true,
    stdio: ['ignore', log, log],
    env: programEnvironment({}),
  });
  closeSync(log);
  daemon.unref();
  return daemon;
}

async function failureOf(stateFolder: string, logFile: string): Promise<string> {
  const state = readState(stateFolder);
  await down({ stateFolder });
  return state?.phase === 'failed' ? state.reason : `the local cloud did not start; ${logTail(logFile)}`;
}
