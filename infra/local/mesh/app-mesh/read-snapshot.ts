import type { AppMeshClient } from '@aws-sdk/client-app-mesh';
import type { ReadMesh } from '../snapshot.ts';
import type { Discover } from './discover.ts';
import { presentVersion } from '../../tasks/changes.ts';
import { readMeshes } from './read-mesh.ts';

/** What a mesh is made of: what its objects say, and where its tasks are. */
export const MESH_SERVICES = ['appmesh', 'servicediscovery'];

/** Reads meshes by the public API, under the version that the API's state had before; what changes meanwhile has a newer one. */
export function snapshotReader(endpoint: string, client: AppMeshClient, discover: Discover): ReadMesh {
  return async () => {
    const version = await presentVersion(endpoint, MESH_SERVICES);
    return { version, meshes: await readMeshes(client, discover) };
  };
}
