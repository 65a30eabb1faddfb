import type { JsonObject } from '@bufbuild/protobuf';
import type { EnvoyNode } from '../envoy-node.ts';
import type { Mesh } from '../snapshot.ts';
import { spellingsOf } from '../spellings.ts';
import { backendsOf, type Backend } from './backend.ts';
import { egressCluster } from './cluster.ts';
import { fromAds } from './config-source.ts';
import { loadAssignment } from './load-assignment.ts';
import { protoDuration } from './duration.ts';
import { httpChain, tcpChain } from './filter-chain.ts';
import { listener } from './listener.ts';
import { join, type Resources } from './resources.ts';
import { virtualHost } from './virtual-host.ts';
import { destinationsOf, weightedClusters, type Destination } from './weighted-clusters.ts';

const routeConfiguration = 'rds_egress';

/** What leads a virtual node's application to its backends, and to nothing else. */
export function egress(mesh: Mesh, envoy: EnvoyNode): Partial<Resources> {
  const backends = backendsOf(mesh, envoy);
  const http = backends.filter(({ protocol }) => protocol !== 'tcp');
  const tcp = backends.filter(({ protocol }) => protocol === 'tcp');
  const destinations = backends.flatMap(({ routes }) =>
    routes.flatMap((route) => destinationsOf(mesh, route)),
  );
  return join(
    ...destinations.map((destination) => upstream(mesh, destination)),
    httpEgress(mesh, envoy, http),
    ...tcp.map((backend) => tcpEgress(mesh, envoy, backend)),
  );
}

function upstream(mesh: Mesh, { cluster, virtualNode, listener }: Destination): Partial<Resources> {
  const endpoints = {
    '@type': 'type.googleapis.com/envoy.config.endpoint.v3.ClusterLoadAssignment',
    ...loadAssignment(cluster, mesh.endpoints[virtualNode] ?? []),
  };
  return { clusters: { [cluster]: egressCluster(cluster, listener) }, endpoints: { [cluster]: endpoints } };
}

function httpEgress(
  mesh: Mesh,
  { metadata, virtualNode }: EnvoyNode,
  backends: readonly Backend[],
): Partial<Resources> {
  const port = metadata.egress_port;
  if (port === undefined) return {};
  const name = `lds_egress_127.0.0.1_${port}`;
  const chain = httpChain({
    statPrefix: 'egress',
    routing: { rds: { route_config_name: routeConfiguration, config_source: fromAds } },
  });
  const fallback = metadata.default_backend ?? (backends.length === 1 ? backends[0]!.name : undefined);
  const spellings = spellingsOf(mesh.virtualNodes[virtualNode] ?? {});
  const routes = {
    '@type': 'type.googleapis.com/envoy.config.route.v3.RouteConfiguration',
    name: routeConfiguration,
    validate_clusters: false,
    virtual_hosts: backends.map((backend) =>
      virtualHost(mesh, backend, [
        ...(spellings[backend.name] ?? []).flatMap((name) => [name, `${name}:*`]),
        ...(backend.name === fallback ? ['*'] : []),
      ]),
    ),
    ...(metadata.mark_upstream && { response_headers_to_add: [upstreamMark] }),
  };
  return {
    listeners: { [name]: listener({ name, port, direction: 'OUTBOUND', chain }) },
    routes: { [routeConfiguration]: routes },
  };
}

/** Names the cluster that a response came from, so that a client can count by version. */
const upstreamMark: JsonObject = {
  header: { key: 'x-serin-upstream', value: '%UPSTREAM_CLUSTER%' },
  append_action: 'OVERWRITE_IF_EXISTS_OR_ADD',
};

function tcpEgress(mesh: Mesh, { metadata }: EnvoyNode, { name, routes }: Backend): Partial<Resources> {
  const port = metadata.backend_ports[name];
  const [route] = routes;
  if (port === undefined || route === undefined) return {};
  // A tcp proxy takes no weight of 0.
  const weighted = weightedClusters(destinationsOf(mesh, route).filter(({ weight }) => weight > 0));
  if (weighted === undefined) return {};

  const idle = route.tcpRoute?.timeout?.idle;
  const chain = tcpChain('egress', { weighted_clusters: weighted }, idle && protoDuration(idle));
  const listenerName = `lds_egress_127.0.0.1_${port}`;
  return {
    listeners: { [listenerName]: listener({ name: listenerName, port, direction: 'OUTBOUND', chain }) },
  };
}
