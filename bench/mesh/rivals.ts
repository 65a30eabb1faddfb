import { cpSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { AppMeshClient } from '@aws-sdk/client-app-mesh';
import { envoyQueries } from '../../activities/metric-sources/prometheus-envoy.ts';
import { prometheus } from '../../activities/metric-sources/prometheus.ts';
import { appMeshRouter } from '../../activities/routers/app-mesh/router.ts';
import { readDeploymentFile } from '../../client/deployment-files.ts';
import { clientOf } from '../../infra/demo/aws-client.ts';
import { shaOf } from '../../infra/demo/versions.ts';
import { totalsOf } from '../../infra/local/traffic/timeline.ts';
import { startTraffic } from '../../infra/local/traffic/traffic.ts';
import { publishVersion, type Version } from '../../test/e2e/article.ts';
import { SHORT_WAITS, startLab, type Lab } from '../../test/e2e/lab.ts';
import { addToMesh } from '../../test/e2e/lanes/mesh.ts';
import { watchers } from '../judge/rivals/all.ts';
import { tell } from '../ratio.ts';
import { runBesideStable } from './beside-stable.ts';
import { watchedBy, type Canary } from './watched-by.ts';

/**
 * What callers lose to a canary that fails half of what it is asked, by who watches it: Serin as it is, and rivals who are given the same
 * canary, the same counters of real Envoys, and the same steps of 10 % a minute. All side by side, each with a service of its own.
 */
const { values } = parseArgs({ options: { rate: { type: 'string', default: '40' } } });
const SHOP = join(import.meta.dirname, '../../test/e2e/lanes/shop');
const { seed, flagger, argo, alarm } = watchers;
const RIVALS = { seed, flagger, argo, alarm };
type Name = keyof typeof RIVALS | 'serin';
const NAMES: readonly Name[] = ['serin', 'seed', 'flagger', 'argo', 'alarm'];

const BUCKET_SECONDS = 10;
const SCRAPE_SECONDS = 1;

const lab = await startLab();
const { environment: mesh, namespace, prometheus: address, frontDoor, stateFolder } = lab.cloud.endpoints;
const appMesh = new AppMeshClient(clientOf(lab.cloud));
const found: Partial<Record<Name, number>> = {};
try {
  await addToMesh(appMesh, { mesh, namespace }, NAMES.map(serviceOf));
  for (const name of NAMES) await exit(lab, build(name, 'first', false, SHORT_WAITS), 0);
  await Promise.all(NAMES.map(async (name) => (found[name] = await failedBy(name))));
} finally {
  await lab.close();
}
const { serin = NaN, ...rivals } = found;
tell({
  ratios: [
    ...NAMES.map((name) => ({
      what: `${name}: requests that failed`,
      value: found[name]!,
      unit: 'requests',
    })),
    {
      what: "Serin's ÷ those of the best rival",
      value: serin / Math.min(...Object.values(rivals)),
      unit: '×',
      atMost: 1,
    },
  ],
  summary: `failed requests at ${values.rate} a second: ${NAMES.map((name) => `${name} ${found[name]}`).join(', ')}`,
});
process.exit();

function serviceOf(name: Name): string {
  return `shop-${name}`;
}

function build(
  name: Name,
  title: string,
  isBad: boolean,
  fields: Readonly<Record<string, unknown>>,
): Version {
  const service = serviceOf(name);
  const sha = shaOf(`${service} ${title}`);
  const source = join(stateFolder, service, sha);
  cpSync(SHOP, source, { recursive: true });
  const server = join(source, 'server.mjs');
  if (isBad)
    writeFileSync(
      server,
      readFileSync(server, 'utf8').replace(': answer', ': Math.random() < 0.5 ? 500 : answer'),
    );
  return publishVersion(stateFolder, sha, source, { MicroserviceName: service, ...fields });
}

async function exit(the: Lab, version: Version, wanted: number): Promise<void> {
  const start = the.start(version);
  if ((await start.exitCode) !== wanted) throw new Error(start.printed());
}

/** How many requests of callers a bad version of a service fails until it is taken back. */
async function failedBy(name: Name): Promise<number> {
  const Metrics = { Kind: 'envoy', Address: address, Period: BUCKET_SECONDS, ScrapeInterval: SCRAPE_SECONDS };
  const bad = build(name, 'bad', true, {
    Judge: 'evidence',
    PercentageStep: 10,
    WaitTime: 60,
    DrainTime: 1,
    Metrics,
  });
  const traffic = startTraffic({
    ...{
      url: frontDoor,
      host: `${serviceOf(name)}.${namespace}:4567`,
      requestsPerSecond: Number(values.rate),
    },
  });
  const began = Date.now();
  if (name === 'serin') await exit(lab, bad, 3);
  else {
    await runBesideStable(lab.cloud, bad);
    const end = await watchedBy(RIVALS[name](), canaryOf(name, bad));
    console.log(`${name}: ${end} after ${Math.round((Date.now() - began) / 1000)} s`);
  }
  const { [bad.sha]: seen } = totalsOf(await traffic.stop());
  return seen?.errors ?? 0;
}

function canaryOf(name: Name, { sha, file }: Version): Canary {
  const { driver, metrics } = readDeploymentFile(file).plan;
  if (driver.kind !== 'weighted' || driver.router.kind !== 'appMesh' || metrics.kind !== 'envoy')
    throw new Error(`${file} is of another kind`);
  const stable = shaOf(`${serviceOf(name)} first`);
  const source = prometheus(envoyQueries(metrics));
  const route = appMeshRouter(appMesh, driver.router);
  return {
    bucketSeconds: BUCKET_SECONDS,
    lagSeconds: SCRAPE_SECONDS,
    read: (span) => source.read({ stable, canary: sha }, span),
    async weigh(percent) {
      await route.write([
        { version: stable, weight: 100 - percent },
        { version: sha, weight: percent },
      ]);
    },
  };
}
