import type { AppMeshClient } from '@aws-sdk/client-app-mesh';
import type { ReadMesh } from '../snapshot.ts';
import type { Discover } from './discover.ts';
import { readMeshes } from './read-mesh.ts';

/** Reads meshes by the public API, under the version that the API's state had before; what changes meanwhile has a newer one. */
export function snapshotReader(endpoint: string, client: AppMeshClient, discover: Discover): ReadMesh {
  return async () => {
    const response = await fetch(`${endpoint}/moto-api/lab/version`);
    const { version } = (await response.json()) as { version: number };
    return { version, meshes: await readMeshes(client, discover) };
  };
}
