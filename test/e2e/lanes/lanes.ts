import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { AppMeshClient } from '@aws-sdk/client-app-mesh';
import { Connection } from '@temporalio/client';
import { startCloud, type Cloud } from '../../../infra/local/up/cloud.ts';
import { eventually } from '../../infra/local/eventually.ts';
import { bundleWorkflows } from './bundle.ts';
import { openLane, type Lane } from './lane.ts';
import { addToMesh } from './mesh.ts';
import { createNamespace } from './namespace.ts';

/** A cloud with lanes in it: in each a worker runs, a first version serves, and callers call it. */
export interface Lanes {
  readonly cloud: Cloud;
  readonly lanes: readonly Lane[];
  close(): Promise<void>;
}

/** Starts a cloud of its own with so many lanes; all its state is gone once it is closed. */
export async function openLanes(count: number): Promise<Lanes> {
  const stateFolder = mkdtempSync(join(tmpdir(), 'serin-lanes-'));
  const cloud = await startCloud({ stateFolder });
  const connection = await Connection.connect({ address: cloud.endpoints.temporalAddress });
  const names = Array.from({ length: count }, (_, i) => `shop-${i + 1}`);
  const opened: Lane[] = [];
  const close = async () => {
    await Promise.all(opened.map((lane) => lane.close()));
    await connection.close();
    await cloud.stop();
    rmSync(stateFolder, { recursive: true });
  };

  try {
    const { awsEndpointUrl: endpoint, region, environment: mesh, namespace } = cloud.endpoints;
    const credentials = { accessKeyId: 'test', secretAccessKey: 'test' };
    await addToMesh(new AppMeshClient({ endpoint, region, credentials }), { mesh, namespace }, names);
    const bundle = await bundleWorkflows(stateFolder);
    await Promise.all(
      names.map(async (name) => {
        const lane = openLane(cloud, await createNamespace(connection, name), name, bundle);
        opened.push(lane);
        await serveFirstVersion(lane);
        lane.callService();
      }),
    );
    return { cloud, lanes: opened, close };
  } catch (error) {
    await close();
    throw error;
  }
}

async function serveFirstVersion(lane: Lane): Promise<void> {
  await lane.startWorker();
  await lane.start(lane.build('first'));
  const view = await eventually(async () => {
    const now = await lane.view();
    return now?.running === false && now;
  });
  if (view.status.outcome?.kind !== 'promoted') throw new Error(view.status.outcome?.reason);
}
