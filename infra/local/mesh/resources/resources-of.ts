import type { EnvoyNode } from '../envoy-node.ts';
import type { MeshSnapshot } from '../snapshot.ts';
import { egress } from './egress.ts';
import { ingress } from './ingress.ts';
import { join, type Resources } from './resources.ts';

/** All that an Envoy has to know now; undefined while its virtual node is not there. */
export function resourcesOf(snapshot: MeshSnapshot, envoy: EnvoyNode): Resources | undefined {
  const mesh = snapshot.meshes[envoy.mesh];
  if (mesh?.virtualNodes[envoy.virtualNode] === undefined) return undefined;
  return join(ingress(mesh, envoy), egress(mesh, envoy));
}
