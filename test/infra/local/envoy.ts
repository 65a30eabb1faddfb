import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { bootstrap, type BootstrapOptions } from '../../../infra/local/mesh/bootstrap.ts';
import { envoyCommand } from '../../../infra/local/processes/envoy.ts';
import { endProcess, startProcess } from '../../../infra/local/processes/host-process.ts';

/** A real Envoy with what a test asks of it. */
export interface Envoy {
  readonly adminPort: number;
  /** Resolves when it serves. */
  ready(): Promise<void>;
  /** A counter or gauge by its full name; 0 when there is none. */
  stat(name: string): Promise<number>;
  stop(): Promise<void>;
}

/** Starts an Envoy as the agent does; the test that starts it ends it. */
export function startEnvoy(options: BootstrapOptions): Envoy {
  const { adminPort } = options;
  const folder = mkdtempSync(join(tmpdir(), 'serin-envoy-'));
  const logFile = join(folder, 'envoy.log');
  const running = startProcess(envoyCommand(bootstrap(options)), { env: {}, logFile });
  const ask = async (path: string) => (await fetch(`http://127.0.0.1:${adminPort}${path}`)).text();
  return {
    adminPort,
    async ready() {
      let hasEnded = false;
      void running.exited.then(() => (hasEnded = true));
      while ((await ask('/ready').catch(() => '')).trim() !== 'LIVE') {
        if (hasEnded) throw new Error(`Envoy has ended: ${readFileSync(logFile, 'utf8')}`);
        await sleep(20);
      }
    },
    async stat(name) {
      const stats = await ask(`/stats?filter=${encodeURIComponent(`^${name.replaceAll('.', '\\.')}$`)}`);
      return Number(stats.match(/: (\d+)$/m)?.[1] ?? 0);
    },
    async stop() {
      await endProcess(running, 2);
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
