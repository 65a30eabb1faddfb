import type { Listener, ListenerTimeout } from '@aws-sdk/client-app-mesh';
import type { JsonObject } from '@bufbuild/protobuf';
import type { EnvoyNode } from '../envoy-node.ts';
import type { Mesh } from '../snapshot.ts';
import { ingressCluster } from './cluster.ts';
import { protoDuration } from './duration.ts';
import { httpChain, tcpChain } from './filter-chain.ts';
import { healthCheckRoute, uncountedHealthChecks } from './health-check.ts';
import { listener } from './listener.ts';
import type { Resources } from './resources.ts';
import { defaultRequestTimeout } from './virtual-host.ts';

/** What leads callers to a virtual node's own application: its first listener, the only one App Mesh documents. */
export function ingress(mesh: Mesh, { virtualNode, metadata }: EnvoyNode): Partial<Resources> {
  const declared = mesh.virtualNodes[virtualNode]?.listeners?.[0];
  const applicationPort = metadata.app_ports[declared?.portMapping?.port ?? ''];
  const port = metadata.ingress_port;
  if (declared === undefined || applicationPort === undefined || port === undefined) return {};

  const { protocol, port: declaredPort } = declared.portMapping!;
  const cluster = `cds_ingress_${mesh.name}_${virtualNode}_${protocol}_${declaredPort}`;
  const name = `lds_ingress_127.0.0.1_${port}`;
  const chain = protocol === 'tcp' ? tcpIngress(declared, cluster) : httpIngress(declared, cluster);
  return {
    clusters: { [cluster]: ingressCluster(cluster, declared, applicationPort) },
    listeners: { [name]: listener({ name, port, direction: 'INBOUND', chain }) },
  };
}

function httpIngress({ healthCheck, timeout }: Listener, cluster: string): JsonObject {
  const routes = [
    ...(healthCheck?.protocol === 'grpc' ? [healthCheckRoute(healthCheck, cluster)] : []),
    { match: { prefix: '/' }, route: { cluster, ...requestTimeouts(timeout) } },
  ];
  return httpChain({
    statPrefix: 'ingress',
    routing: {
      route_config: {
        name: 'ingress',
        virtual_hosts: [{ name: 'application', domains: ['*'], routes }],
      },
    },
    filters: healthCheck ? [uncountedHealthChecks(healthCheck)] : [],
  });
}

function requestTimeouts(timeout: ListenerTimeout | undefined): JsonObject {
  const { perRequest, idle } = timeout?.http ?? timeout?.http2 ?? timeout?.grpc ?? {};
  return {
    timeout: perRequest ? protoDuration(perRequest) : defaultRequestTimeout,
    ...(idle && { idle_timeout: protoDuration(idle) }),
  };
}

function tcpIngress({ timeout }: Listener, cluster: string): JsonObject {
  return tcpChain('ingress', { cluster }, timeout?.tcp?.idle && protoDuration(timeout.tcp.idle));
}
