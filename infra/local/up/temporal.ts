import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { freePorts } from '../processes/ports.ts';
import { programs } from '../processes/programs.ts';
import type { PartSpec } from './part.ts';

const pollMillis = 50;

/** Temporal's dev server with a database file, so that it can be killed and started again in the middle of a rollout. */
export function temporalPart(
  folder: { state: string; logFile: string },
  env: NodeJS.ProcessEnv,
  searchAttributes: Readonly<Record<string, string>>,
): PartSpec {
  let ports = { grpc: 0, ui: 0, http: 0, metrics: 0 };
  return {
    name: 'temporal',
    logFile: folder.logFile,
    env,
    // It cannot tell which ports it got, so it is given some that may be taken by the time it opens them.
    attempts: 5,
    async command(previous) {
      if (previous === undefined) {
        const [grpc = 0, ui = 0, http = 0, metrics = 0] = await freePorts(4);
        ports = { grpc, ui, http, metrics };
      }
      return [...server(databaseFile(folder.state), ports), ...flags('search-attribute', searchAttributes)];
    },
    async ready({ exited }) {
      let over = false;
      void exited.then(() => (over = true));
      while (!over && !(await serves(ports.http))) await sleep(pollMillis);
      return ports;
    },
  };
}

/** Removes what a server has left of its database. */
export function removeDatabase(stateFolder: string): void {
  for (const suffix of ['', '-wal', '-shm', '-journal'])
    rmSync(databaseFile(stateFolder) + suffix, { force: true });
}

function server(
  database: string,
  ports: { grpc: number; ui: number; http: number; metrics: number },
): string[] {
  return [
    ...[programs.temporal(), 'server', 'start-dev', '--ip', '127.0.0.1', '--log-level', 'warn'],
    ...['--port', `${ports.grpc}`, '--ui-port', `${ports.ui}`, '--ui-disable-news-fetch'],
    ...['--http-port', `${ports.http}`, '--metrics-port', `${ports.metrics}`, '--db-filename', database],
    // Without a write-ahead log it manages two rollouts a second, with it seven.
    ...flags('sqlite-pragma', { journal_mode: 'WAL', synchronous: 'NORMAL' }),
    // Its default of one second would make every shorter timer a second long.
    ...flags('dynamic-config-value', { 'history.timerProcessorMaxTimeShift': '"10ms"' }),
  ];
}

function flags(name: string, values: Readonly<Record<string, string>>): string[] {
  return Object.entries(values).flatMap(([key, value]) => [`--${name}`, `${key}=${value}`]);
}

/**
 * The server serves the namespace, and its own worker polls: that one starts last, on a port that the server picks
 * itself, and takes the whole server down with it when somebody else was quicker.
 */
async function serves(httpPort: number): Promise<boolean> {
  const own = await ask<{ pollers?: unknown[] }>(httpPort, 'temporal-system/task-queues/default-worker-tq');
  return (own?.pollers ?? []).length > 0 && (await ask(httpPort, 'default')) !== undefined;
}

async function ask<Answer>(httpPort: number, path: string): Promise<Answer | undefined> {
  const url = `http://127.0.0.1:${httpPort}/api/v1/namespaces/${path}`;
  return fetch(url, { signal: AbortSignal.timeout(2000) }).then(
    async (response) => (response.ok ? ((await response.json()) as Answer) : undefined),
    () => undefined,
  );
}

function databaseFile(stateFolder: string): string {
  return join(stateFolder, 'temporal.db');
}
