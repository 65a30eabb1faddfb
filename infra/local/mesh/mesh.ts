import {
  startManagement,
  type ManagementOptions,
  type ManagementServer,
} from './delivery/management-server.ts';
import { parseEnvoyNode, type EnvoyNode } from './envoy-node.ts';
import { resourcesOf } from './resources/resources-of.ts';
import type { MeshSnapshot } from './snapshot.ts';

export type MeshServer = ManagementServer<MeshSnapshot>;

export type MeshOptions = Pick<ManagementOptions<MeshSnapshot, EnvoyNode>, 'port' | 'log'>;

/** Starts Envoy's management service for meshes. */
export async function startMesh({ port, log }: MeshOptions): Promise<MeshServer> {
  return startManagement({
    port,
    log,
    identify: parseEnvoyNode,
    adminPortOf: ({ metadata }) => metadata.admin_port,
    resourcesOf,
    endpointsOf: ({ meshes }) =>
      Object.values(meshes).flatMap((mesh) => Object.values(mesh.endpoints).flat()),
  });
}
