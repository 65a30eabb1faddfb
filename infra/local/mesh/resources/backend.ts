import type { PortProtocol, RouteSpec, WeightedTarget } from '@aws-sdk/client-app-mesh';
import type { EnvoyNode } from '../envoy-node.ts';
import type { Mesh, VirtualRouter } from '../snapshot.ts';

/** A virtual service that a node may call, with its routes in the order they are tried. */
export interface Backend {
  readonly name: string;
  readonly protocol: PortProtocol;
  readonly routes: readonly RouteSpec[];
}

/** The virtual services among an Envoy's backends that exist and have a provider. */
export function backendsOf(mesh: Mesh, envoy: EnvoyNode): Backend[] {
  const backends = mesh.virtualNodes[envoy.virtualNode]?.backends ?? [];
  return backends.flatMap(({ virtualService }) => backend(mesh, virtualService!.virtualServiceName!) ?? []);
}

function backend(mesh: Mesh, name: string): Backend | undefined {
  const { virtualRouter, virtualNode } = mesh.virtualServices[name]?.provider ?? {};
  if (virtualRouter) return routed(name, mesh.virtualRouters[virtualRouter.virtualRouterName!]);
  if (virtualNode) return direct(name, virtualNode.virtualNodeName!, mesh);
  return undefined;
}

function routed(name: string, router: VirtualRouter | undefined): Backend | undefined {
  const protocol = router?.listeners[0]?.portMapping?.protocol;
  return protocol && { name, protocol, routes: inOrder(router.routes) };
}

function direct(name: string, node: string, mesh: Mesh): Backend | undefined {
  const protocol = mesh.virtualNodes[node]?.listeners?.[0]?.portMapping?.protocol;
  return protocol && { name, protocol, routes: [routeTo(node, protocol)] };
}

const lowestPriority = 1001;

/** By priority, 0 first and none last; of equals the longer prefix, which is the narrower one. */
function inOrder(routes: Readonly<Record<string, RouteSpec>>): RouteSpec[] {
  const priority = (route: RouteSpec) => route.priority ?? lowestPriority;
  const prefix = (route: RouteSpec) => (route.httpRoute ?? route.http2Route)?.match?.prefix?.length ?? 0;
  return Object.entries(routes)
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([, route]) => route)
    .sort((a, b) => priority(a) - priority(b) || prefix(b) - prefix(a));
}

function routeTo(virtualNode: string, protocol: PortProtocol): RouteSpec {
  const action = { weightedTargets: [{ virtualNode, weight: 100 }] };
  switch (protocol) {
    case 'http':
      return { httpRoute: { match: { prefix: '/' }, action } };
    case 'http2':
      return { http2Route: { match: { prefix: '/' }, action } };
    case 'grpc':
      return { grpcRoute: { match: {}, action } };
    case 'tcp':
      return { tcpRoute: { action } };
  }
}

/** The weighted targets of a route, of whatever protocol. */
export function targetsOf(route: RouteSpec): readonly WeightedTarget[] {
  const { httpRoute, http2Route, grpcRoute, tcpRoute } = route;
  return (httpRoute ?? http2Route ?? grpcRoute ?? tcpRoute)?.action?.weightedTargets ?? [];
}
