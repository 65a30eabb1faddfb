import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Connection } from '@temporalio/client';
import { startCloud, type Cloud } from '../../../infra/local/up/cloud.ts';
import { patiently } from '../patiently.ts';
import { albServices } from './alb-services.ts';
import { bundleWorkflows } from './bundle.ts';
import { ecsServices } from './ecs-services.ts';
import { homeServices } from './home-services.ts';
import { openLane, type Lane } from './lane.ts';
import { ROUTERS, type LaneService, type RouterKind } from './lane-service.ts';
import { meshServices } from './mesh-services.ts';
import { createNamespace } from './namespace.ts';

const NAMES: Readonly<Record<RouterKind, string>> = {
  'app-mesh': 'shop',
  alb: 'cart',
  'in-place': 'home',
  ecs: 'basket',
};
const SERVICES = {
  'app-mesh': meshServices,
  alb: albServices,
  'in-place': homeServices,
  ecs: ecsServices,
} as const;

/** A cloud with lanes in it: in each a worker runs, a first version serves, and callers call it. */
export interface Lanes {
  readonly cloud: Cloud;
  readonly lanes: readonly Lane[];
  close(): Promise<void>;
}

/** Starts a cloud of its own with so many lanes of each router; all its state is gone once it is closed. */
export async function openLanes(counts: Readonly<Partial<Record<RouterKind, number>>>): Promise<Lanes> {
  const stateFolder = mkdtempSync(join(tmpdir(), 'serin-lanes-'));
  const cloud = await startCloud({ stateFolder });
  const connection = await Connection.connect({ address: cloud.endpoints.temporalAddress });
  const opened: Lane[] = [];
  const close = async () => {
    await Promise.all(opened.map((lane) => lane.close()));
    await connection.close();
    await cloud.stop();
    rmSync(stateFolder, { recursive: true });
  };

  try {
    const [bundle, ...services] = await Promise.all([
      bundleWorkflows(stateFolder),
      ...ROUTERS.map((router) => SERVICES[router](cloud, names(NAMES[router], counts[router]))),
    ]);
    let made = 0;
    const openNew = async (router: RouterKind, serving: boolean): Promise<Lane> => {
      const [service] = await SERVICES[router](cloud, [`new-${NAMES[router]}-${++made}`]);
      if (serving) return openServing(service!);
      const lane = await open(service!);
      if (lane.service.serves) lane.callService();
      return lane;
    };
    const open = async (service: LaneService): Promise<Lane> => {
      const client = await createNamespace(connection, service.name);
      const lane = openLane(cloud, client, service, bundle, (serving) => openNew(service.router, serving));
      opened.push(lane);
      await lane.startWorker();
      return lane;
    };
    const openServing = async (service: LaneService): Promise<Lane> => {
      const lane = await open(service);
      if (!service.serves) await serveFirstVersion(lane);
      lane.callService();
      return lane;
    };
    return { cloud, lanes: await Promise.all(services.flat().map(openServing)), close };
  } catch (error) {
    await close();
    throw error;
  }
}

const names = (prefix: string, count = 0): string[] =>
  Array.from({ length: count }, (_, i) => `${prefix}-${i + 1}`);

async function serveFirstVersion(lane: Lane): Promise<void> {
  await lane.start(lane.build('first'));
  const view = await patiently(async () => {
    const now = await lane.view();
    return now?.running === false && now;
  });
  if (view.status.outcome?.kind !== 'promoted') throw new Error(view.status.outcome?.reason);
}
