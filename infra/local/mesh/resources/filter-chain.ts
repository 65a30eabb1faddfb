import type { JsonObject } from '@bufbuild/protobuf';

/** Who a listener's counters belong to; App Mesh's own names. */
export type StatPrefix = 'ingress' | 'egress';

export interface HttpChain {
  readonly statPrefix: StatPrefix;
  /** `route_config` or `rds` of the connection manager. */
  readonly routing: JsonObject;
  /** Filters before the router. */
  readonly filters?: readonly JsonObject[];
}

const GRPC_STATS = 'envoy.filters.http.grpc_stats';

/** Counts gRPC calls by their status for each cluster; it lets all else pass: envoy.extensions.filters.http.grpc_stats.v3.FilterConfig. */
const grpcStats: JsonObject = {
  name: GRPC_STATS,
  typed_config: { '@type': 'type.googleapis.com/envoy.extensions.filters.http.grpc_stats.v3.FilterConfig' },
};

/** `typed_per_filter_config` of a route whose gRPC calls are not counted: envoy.config.route.v3.FilterConfig. */
export const withoutGrpcStats: JsonObject = {
  [GRPC_STATS]: {
    '@type': 'type.googleapis.com/envoy.config.route.v3.FilterConfig',
    disabled: true,
  },
};

/** A filter chain for http, http2 and grpc alike: the codec is told by the first bytes. */
export function httpChain({ statPrefix, routing, filters = [] }: HttpChain): JsonObject {
  const router = {
    name: 'envoy.filters.http.router',
    typed_config: { '@type': 'type.googleapis.com/envoy.extensions.filters.http.router.v3.Router' },
  };
  const manager = 'envoy.extensions.filters.network.http_connection_manager.v3.HttpConnectionManager';
  return only('envoy.filters.network.http_connection_manager', {
    '@type': `type.googleapis.com/${manager}`,
    stat_prefix: statPrefix,
    codec_type: 'AUTO',
    ...routing,
    http_filters: [...filters, grpcStats, router],
  });
}

/** A filter chain that passes bytes on; `target` is `cluster` or `weighted_clusters` of the tcp proxy. */
export function tcpChain(statPrefix: StatPrefix, target: JsonObject, idleTimeout?: string): JsonObject {
  return only('envoy.filters.network.tcp_proxy', {
    '@type': 'type.googleapis.com/envoy.extensions.filters.network.tcp_proxy.v3.TcpProxy',
    stat_prefix: statPrefix,
    ...target,
    ...(idleTimeout && { idle_timeout: idleTimeout }),
  });
}

const only = (name: string, config: JsonObject): JsonObject => ({
  filters: [{ name, typed_config: config }],
});
