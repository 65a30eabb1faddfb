import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join, resolve } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { TestWorkflowEnvironment } from '@temporalio/testing';
import { endProcess, startProcess } from '../../../infra/local/processes/host-process.ts';
import { freePorts } from '../../../infra/local/processes/ports.ts';
import { programs } from '../../../infra/local/processes/programs.ts';
import { serinImage } from '../compose/dockerfile.ts';
import { replayDockerfile } from './replay.ts';

/**
 * Makes the image of the Dockerfile where no container engine is: its steps in an empty folder, then its command as a worker of a
 * Temporal server, until its own health check passes.
 *
 * usage: npm run image:check
 */
const PATIENCE = 60;
const folder = mkdtempSync(join(tmpdir(), 'serin-image-'));
const path = [resolve('node_modules/.bin'), '/usr/local/bin', '/usr/bin', '/bin'].join(delimiter);
try {
  const app = join(replayDockerfile(folder, path), 'app');
  const { command, healthcheck } = serinImage();
  const env = { PATH: [join(app, 'bin'), path].join(delimiter), HOME: folder };
  console.log(execFileSync('serin', ['--version'], { cwd: app, env, encoding: 'utf8' }).trim());
  console.log(execFileSync('du', ['-sh', app], { encoding: 'utf8' }).trim());

  const [port = 0] = await freePorts(1);
  const health = `127.0.0.1:${port}`;
  const temporal = await TestWorkflowEnvironment.createLocal({
    server: { executable: { type: 'existing-path', path: programs.temporal() } },
  });
  const worker = startProcess(command, {
    cwd: app,
    logFile: join(folder, 'worker.log'),
    env: {
      ...env,
      NODE_ENV: 'production',
      TEMPORAL_ADDRESS: temporal.address,
      SERIN_HEALTH_ADDRESS: health,
      AWS_REGION: 'us-west-2',
      AWS_ACCESS_KEY_ID: 'none',
      AWS_SECRET_ACCESS_KEY: 'none',
    },
  });
  try {
    const [program = '', script = ''] = healthcheck?.test.slice(1) ?? [];
    await passes(() => execFileSync(program, [script, health], { cwd: app, env, stdio: 'ignore' }));
    console.log('its worker is healthy');
  } finally {
    console.log(`its worker ended with ${await endProcess(worker, 30)}`);
    await temporal.teardown();
  }
} finally {
  rmSync(folder, { recursive: true, force: true });
}

async function passes(check: () => unknown): Promise<void> {
  for (let tries = 1; ; tries++)
    try {
      check();
      return;
    } catch (error) {
      if (tries === PATIENCE) throw error;
      await sleep(1000);
    }
}
