import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { logTail } from '../../../infra/local/up/log-tail.ts';
import { endProcess, startProcess } from '../../../infra/local/processes/host-process.ts';
import { variablesOf, type Condition, type Service } from './compose-file.ts';
import { imageOf } from './images.ts';

const STOP_SECONDS = 30;

/** A service that was started as its container would be, but for the container. */
export interface Container {
  /** Resolves when the service is in the state that another one waits for; rejects when it will never be. */
  reached(condition: Condition): Promise<void>;
  /** Sends SIGTERM, and resolves with the exit code. */
  stop(): Promise<number>;
}

/** Starts a service with its own variables alone, as its user, with its user's capabilities. */
export function startContainer(
  name: string,
  service: Service,
  shell: NodeJS.ProcessEnv,
  logs: string,
): Container {
  const image = imageOf(service);
  const own = [...(service.entrypoint ?? []), ...(service.command ?? [])];
  const env = {
    ...image.variables,
    ...variablesOf(service, shell),
    PATH: [...image.toolFolders, process.env['PATH']].join(':'),
    TMPDIR: process.env['TMPDIR'],
  };
  const asUser = user(service.user ?? image.user, service);
  const command = [...asUser, ...(own.length === 0 ? image.command : own)];
  const logFile = join(logs, `${name}.log`);
  const running = startProcess(command, { env, logFile, cwd: image.folder });
  let code: number | undefined;
  void running.exited.then((ended) => (code = ended));
  const failed = (what: string) => new Error(`${name} ${what}; ${logTail(logFile)}`);

  async function healthy(): Promise<void> {
    const check = service.healthcheck ?? image.healthcheck;
    if (check === undefined) throw failed('has no health check');
    for (let tries = 0; tries < check.retries; tries++) {
      if (await succeeds([...asUser, ...check.test.slice(1)], env, image.folder)) return;
      if (code !== undefined) throw failed(`ended with exit code ${code}`);
      await sleep(Number.parseFloat(check.interval) * 1000);
    }
    throw failed('did not get healthy');
  }

  return {
    async reached(condition) {
      if (condition === 'service_healthy') await healthy();
      else if ((await running.exited) !== 0) throw failed(`ended with exit code ${code}`);
      console.log(`  ${name}: ${condition.replace('service_', '').replaceAll('_', ' ')}`);
    },
    stop: () => endProcess(running, STOP_SECONDS),
  };
}

/** What makes a command run as a user, with the capabilities that the service leaves it. */
function user(ids: string, { cap_drop = [], cap_add = [] }: Service): string[] {
  const [uid = '', gid = uid] = ids.split(':');
  const dropped = cap_drop.map((name) => `-${name.toLowerCase()}`);
  const added = cap_add.map((name) => `+${name.toLowerCase()}`);
  const capabilities = [...dropped, ...added].join(',');
  return [
    ...['setpriv', '--reuid', uid, '--regid', gid, '--clear-groups', '--inh-caps', '-all'],
    ...(capabilities === '' ? [] : ['--bounding-set', capabilities]),
  ];
}

async function succeeds(command: readonly string[], env: NodeJS.ProcessEnv, cwd: string): Promise<boolean> {
  const [program = '', ...args] = command;
  const [code] = (await once(spawn(program, args, { env, cwd, stdio: 'ignore' }), 'exit')) as [number | null];
  return code === 0;
}
