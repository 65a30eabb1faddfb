import type { Listener, OutlierDetection, VirtualNodeConnectionPool } from '@aws-sdk/client-app-mesh';
import type { JsonObject } from '@bufbuild/protobuf';
import { fromAds } from './config-source.ts';
import { loadAssignment } from './load-assignment.ts';
import { protoDuration } from './duration.ts';
import { activeHealthCheck } from './health-check.ts';
import { upstreamProtocol } from './upstream-protocol.ts';

const type = 'type.googleapis.com/envoy.config.cluster.v3.Cluster';
const unlimited = 2 ** 31 - 1;

/** `cds_egress_<mesh>_<node>_<protocol>_<port>`, as App Mesh names them. */
export function egressClusterName(mesh: string, virtualNode: string, { portMapping }: Listener): string {
  return `cds_egress_${mesh}_${virtualNode}_${portMapping!.protocol}_${portMapping!.port}`;
}

/** The tasks of a virtual node, as its callers see them; who they are comes separately. */
export function egressCluster(name: string, listener: Listener): JsonObject {
  const { healthCheck, outlierDetection, connectionPool } = listener;
  return {
    '@type': type,
    name,
    type: 'EDS',
    eds_cluster_config: { service_name: name, eds_config: fromAds },
    connect_timeout: '1s',
    // A task that discovery has taken away gets nothing more, however healthy it still looks.
    ignore_health_on_host_removal: true,
    circuit_breakers: circuitBreakers(connectionPool),
    ...upstreamProtocol(listener.portMapping!.protocol!),
    ...(healthCheck && { health_checks: [activeHealthCheck(healthCheck)] }),
    ...(outlierDetection && { outlier_detection: outliers(outlierDetection) }),
  };
}

/** A virtual node's own application. */
export function ingressCluster(name: string, listener: Listener, applicationPort: number): JsonObject {
  return {
    '@type': type,
    name,
    type: 'STATIC',
    load_assignment: loadAssignment(name, [{ address: '127.0.0.1', port: applicationPort }]),
    connect_timeout: '1s',
    circuit_breakers: circuitBreakers(listener.connectionPool),
    ...upstreamProtocol(listener.portMapping!.protocol!),
  };
}

/** Envoy's own limits are low (3 retries at a time); App Mesh lifts those that the node does not set. */
function circuitBreakers(pool: VirtualNodeConnectionPool | undefined): JsonObject {
  const { maxConnections, maxPendingRequests } = pool?.http ?? {
    ...pool?.tcp,
    maxPendingRequests: undefined,
  };
  const { maxRequests } = pool?.http2 ?? pool?.grpc ?? { maxRequests: undefined };
  return {
    thresholds: [
      {
        max_connections: maxConnections ?? unlimited,
        max_pending_requests: maxPendingRequests ?? unlimited,
        max_requests: maxRequests ?? unlimited,
        max_retries: unlimited,
      },
    ],
  };
}

function outliers(detection: OutlierDetection): JsonObject {
  return {
    consecutive_5xx: detection.maxServerErrors!,
    interval: protoDuration(detection.interval!),
    base_ejection_time: protoDuration(detection.baseEjectionDuration!),
    max_ejection_percent: detection.maxEjectionPercent!,
  };
}
