import type { JsonObject } from '@bufbuild/protobuf';
import { fromAds } from '../../mesh/resources/config-source.ts';
import { loadAssignment } from '../../mesh/resources/load-assignment.ts';
import type { TargetHealth } from '../health/target-health.ts';
import { targetName, type Target, type TargetGroup } from '../snapshot.ts';

const unlimited = 2 ** 31 - 1;

/** A target group: envoy.config.cluster.v3.Cluster; who its targets are comes separately. */
export function groupCluster(name: string, { settings }: TargetGroup): JsonObject {
  const isHttp2 = settings.ProtocolVersion === 'HTTP2' || settings.ProtocolVersion === 'GRPC';
  const extension = 'envoy.extensions.upstreams.http.v3.HttpProtocolOptions';
  return {
    '@type': 'type.googleapis.com/envoy.config.cluster.v3.Cluster',
    name,
    type: 'EDS',
    eds_cluster_config: { service_name: name, eds_config: fromAds },
    connect_timeout: '5s',
    lb_policy: 'ROUND_ROBIN',
    circuit_breakers: {
      thresholds: [{ max_connections: unlimited, max_pending_requests: unlimited, max_requests: unlimited }],
    },
    typed_extension_protocol_options: {
      [extension]: {
        '@type': `type.googleapis.com/${extension}`,
        // Node's servers close a connection after 5 s of idleness; a request must not meet that.
        common_http_protocol_options: { idle_timeout: '3s' },
        explicit_http_config: isHttp2 ? { http2_protocol_options: {} } : { http_protocol_options: {} },
      },
    },
  };
}

/** The targets that get requests: envoy.config.endpoint.v3.ClusterLoadAssignment. */
export function groupEndpoints(
  name: string,
  { targets }: TargetGroup,
  health: Readonly<Record<string, TargetHealth>>,
): JsonObject {
  return {
    '@type': 'type.googleapis.com/envoy.config.endpoint.v3.ClusterLoadAssignment',
    ...loadAssignment(name, eligible(targets, health)),
  };
}

/** The healthy targets; all of them where none is healthy: a load balancer fails open. */
export function eligible(
  targets: readonly Target[],
  health: Readonly<Record<string, TargetHealth>>,
): readonly Target[] {
  const healthy = targets.filter((target) => health[targetName(target)]?.state === 'healthy');
  return healthy.length > 0 ? healthy : targets;
}
