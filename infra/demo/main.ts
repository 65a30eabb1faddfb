import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { startCloud } from '../local/up/cloud.ts';
import { AWS_PERIOD_SECONDS, tellAtAwsPace } from './aws-pace.ts';
import { openPage } from './open-page.ts';
import { APP_MESH } from './routers/app-mesh.ts';
import type { DemoRouter } from './routers/router.ts';
import { routerOf } from './routers/routers.ts';
import { say } from './say.ts';
import { tell } from './story.ts';

const interrupted = new AbortController();
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => interrupted.abort(signal));

async function main(): Promise<number> {
  const { values } = parseArgs({
    options: { router: { type: 'string', default: 'appMesh' }, pace: { type: 'string', default: 'demo' } },
  });
  switch (values.pace) {
    case 'demo':
      return demo(routerOf(values.router), tell, 1);
    case 'aws':
      return demo(APP_MESH, tellAtAwsPace, AWS_PERIOD_SECONDS);
  }
  throw new Error(`no pace ${values.pace}: demo or aws`);
}

async function demo(
  router: DemoRouter,
  telling: typeof tell,
  metricsIntervalSeconds: number,
): Promise<number> {
  const stateFolder = join('.serin', 'demo', new Date().toISOString().slice(0, 19).replaceAll(':', '-'));
  say(`Starting a cloud on this machine: ${router.parts} (logs in ${stateFolder}/logs)`);
  const cloud = await startCloud({ stateFolder, worker: true, dashboard: true, metricsIntervalSeconds });
  try {
    const { dashboard = '' } = cloud.endpoints;
    say(`Every rollout can be watched at ${dashboard}`);
    openPage(dashboard);
    const died = cloud.died.then((reason) => Promise.reject(new Error(reason)));
    const told = telling({ router, cloud, interrupted: interrupted.signal });
    return await Promise.race([told, died, untilInterrupted()]);
  } finally {
    await cloud.stop();
  }
}

const untilInterrupted = () =>
  new Promise<number>((resolve) => interrupted.signal.addEventListener('abort', () => resolve(130)));

main()
  .then((code) => process.exit(code))
  .catch((error: unknown) => {
    console.error(error instanceof Error ? error.message : error);
    process.exit(interrupted.signal.aborted ? 130 : 1);
  });
