import type { HealthCheckPolicy, PortProtocol } from '@aws-sdk/client-app-mesh';
import type { JsonObject } from '@bufbuild/protobuf';
import { protoDuration } from './duration.ts';
import { withoutGrpcStats } from './filter-chain.ts';

/** A virtual node's health check as its callers make it: envoy.config.core.v3.HealthCheck. */
export function activeHealthCheck(policy: HealthCheckPolicy): JsonObject {
  const interval = protoDuration({ unit: 'ms', value: policy.intervalMillis });
  return {
    timeout: protoDuration({ unit: 'ms', value: policy.timeoutMillis }),
    interval,
    // Envoy checks a cluster without traffic every 60 s only: too late for a canary that is about to get some.
    no_traffic_interval: interval,
    healthy_threshold: policy.healthyThreshold!,
    unhealthy_threshold: policy.unhealthyThreshold!,
    ...checker(policy.protocol!, policy.path ?? '/'),
  };
}

function checker(protocol: PortProtocol, path: string): JsonObject {
  switch (protocol) {
    case 'http':
      return { http_health_check: { path } };
    case 'http2':
      return { http_health_check: { path, codec_client_type: 'HTTP2' } };
    case 'grpc':
      return { grpc_health_check: {} };
    case 'tcp':
      return { tcp_health_check: {} };
  }
}

/** How a callers' Envoy asks for a version's health: envoy.config.route.v3.HeaderMatcher. */
const healthCheckHeaders = ({ protocol, path = '/' }: HealthCheckPolicy): JsonObject[] => [
  {
    name: ':path',
    string_match: { exact: protocol === 'grpc' ? '/grpc.health.v1.Health/Check' : path },
  },
  { name: 'user-agent', string_match: { exact: 'Envoy/HC' } },
];

/** A route for callers' health checks whose statuses are not counted as those of calls: envoy.config.route.v3.Route. */
export const healthCheckRoute = (policy: HealthCheckPolicy, cluster: string): JsonObject => ({
  match: { prefix: '/', headers: healthCheckHeaders(policy) },
  route: { cluster },
  typed_per_filter_config: withoutGrpcStats,
});

/**
 * Lets callers' health checks through without counting them, so that the ingress counters hold requests alone:
 * envoy.extensions.filters.http.health_check.v3.HealthCheck.
 */
export function uncountedHealthChecks(policy: HealthCheckPolicy): JsonObject {
  return {
    name: 'envoy.filters.http.health_check',
    typed_config: {
      '@type': 'type.googleapis.com/envoy.extensions.filters.http.health_check.v3.HealthCheck',
      pass_through_mode: true,
      headers: healthCheckHeaders(policy),
    },
  };
}
