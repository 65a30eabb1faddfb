import type { Listener, RouteSpec, WeightedTarget } from '@aws-sdk/client-app-mesh';
import type { JsonObject } from '@bufbuild/protobuf';
import type { Mesh } from '../snapshot.ts';
import { targetsOf } from './backend.ts';
import { egressClusterName } from './cluster.ts';

/** One listener of a virtual node that routes lead to. */
export interface Destination {
  readonly cluster: string;
  readonly virtualNode: string;
  readonly listener: Listener;
  readonly weight: number;
}

/** The targets of a route, without those whose virtual node is not there. */
export function destinationsOf(mesh: Mesh, route: RouteSpec): Destination[] {
  return targetsOf(route).flatMap((target) => destination(mesh, target) ?? []);
}

function destination(mesh: Mesh, { virtualNode, port, weight }: WeightedTarget): Destination | undefined {
  const listeners = mesh.virtualNodes[virtualNode!]?.listeners ?? [];
  const listener = listeners.find(({ portMapping }) => portMapping?.port === port) ?? listeners[0];
  if (listener === undefined) return undefined;
  const cluster = egressClusterName(mesh.name, virtualNode!, listener);
  return { cluster, virtualNode: virtualNode!, listener, weight: weight! };
}

/** Absolute weights as a route and a tcp proxy have them; undefined when nothing has any. */
export function weightedClusters(destinations: readonly Destination[]): JsonObject | undefined {
  if (destinations.every(({ weight }) => weight === 0)) return undefined;
  return { clusters: destinations.map(({ cluster, weight }) => ({ name: cluster, weight })) };
}
