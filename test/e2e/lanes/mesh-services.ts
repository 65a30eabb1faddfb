import { cpSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { AppMeshClient } from '@aws-sdk/client-app-mesh';
import { shaOf } from '../../../infra/demo/versions.ts';
import type { Cloud } from '../../../infra/local/up/cloud.ts';
import { publishVersion } from '../article.ts';
import { findLeftovers, findWrongs } from './aftermath.ts';
import type { LaneService } from './lane-service.ts';
import { addToMesh } from './mesh.ts';
import { meshHands } from './mesh-hands.ts';

const SHOP = join(import.meta.dirname, 'shop');

/** Waits that suit a test; what cannot be proven ends in the way back instead of waiting for a person. */
const SHORT_WAITS = {
  PercentageStep: 50,
  WaitTime: 2,
  MetricPeriod: 1,
  DrainTime: 1,
  DeploymentTimeout: 60,
  ExtensionTimeout: 4,
  OnInconclusive: 'rollBack',
};

/** Adds services to the mesh of a cloud; none of them has a version yet. */
export async function meshServices(cloud: Cloud, names: readonly string[]): Promise<LaneService[]> {
  const {
    awsEndpointUrl: endpoint,
    region,
    environment,
    namespace,
    stateFolder,
    frontDoor,
  } = cloud.endpoints;
  const credentials = { accessKeyId: 'test', secretAccessKey: 'test' };
  const appMesh = new AppMeshClient({ endpoint, region, credentials });
  await addToMesh(appMesh, { mesh: environment, namespace }, names);
  return names.map((name) => ({
    name,
    router: 'app-mesh',
    shift: 'UpdateRoute',
    serves: false,
    longBake: { WaitTime: 600 },
    restoring: { OnDrift: 'restore' },
    callers: { url: frontDoor, host: `${name}.${namespace}:4567` },
    build(title, fields, failing) {
      const sha = shaOf(`${name} ${title}`);
      return publishVersion(stateFolder, sha, sourceIn(join(stateFolder, 'shop', sha), failing), {
        ...SHORT_WAITS,
        MicroserviceName: name,
        ...fields,
      });
    },
    hands: meshHands(cloud, name),
    findWrongs: (shallServe) => (shallServe ? findWrongs : findLeftovers)({ name, cloud }),
  }));
}

function sourceIn(folder: string, failing: boolean): string {
  mkdirSync(folder, { recursive: true });
  cpSync(SHOP, folder, { recursive: true });
  const server = join(folder, 'server.mjs');
  if (failing) writeFileSync(server, readFileSync(server, 'utf8').replace('answer = 200', 'answer = 500'));
  return folder;
}
