import type { JsonObject } from '@bufbuild/protobuf';
import { fromAds } from './config-source.ts';
import { loadAssignment } from './load-assignment.ts';
import { http2Upstream } from './upstream-protocol.ts';

/** The part of a bootstrap that has an Envoy get all its resources from a management service on 127.0.0.1. */
export const managedBy = (xdsPort: number): JsonObject => ({
  dynamic_resources: {
    lds_config: fromAds,
    cds_config: fromAds,
    ads_config: {
      api_type: 'GRPC',
      transport_api_version: 'V3',
      set_node_on_first_message_only: true,
      grpc_services: [{ envoy_grpc: { cluster_name: 'xds' } }],
    },
  },
  static_resources: {
    clusters: [
      {
        name: 'xds',
        type: 'STATIC',
        connect_timeout: '1s',
        load_assignment: loadAssignment('xds', [{ address: '127.0.0.1', port: xdsPort }]),
        typed_extension_protocol_options: http2Upstream,
      },
    ],
  },
});
