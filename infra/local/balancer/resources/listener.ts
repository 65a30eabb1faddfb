import type { JsonObject } from '@bufbuild/protobuf';
import { fromAds, socketAddress } from '../../mesh/resources/config-source.ts';
import type { KeyPair } from '../snapshot.ts';
import { accessLog } from './access-log.ts';
import { tls } from './tls.ts';

/** A load balancer answers 502 where a target refuses, breaks or resets a connection, or answers what is no HTTP; Envoy 503. */
const badGateway: JsonObject = {
  mappers: [
    { filter: { response_flag_filter: { flags: ['UF', 'UC', 'UR', 'LR', 'UPE'] } }, status_code: 502 },
  ],
};

/** A listener, with TLS where it has a certificate: envoy.config.listener.v3.Listener with routes of its own name. */
export function balancerListener(name: string, port: number, certificate?: KeyPair): JsonObject {
  const manager = 'envoy.extensions.filters.network.http_connection_manager.v3.HttpConnectionManager';
  return {
    '@type': 'type.googleapis.com/envoy.config.listener.v3.Listener',
    name,
    address: socketAddress({ address: '127.0.0.1', port }),
    filter_chains: [
      {
        ...(certificate && { transport_socket: tls(certificate) }),
        filters: [
          {
            name: 'envoy.filters.network.http_connection_manager',
            typed_config: {
              '@type': `type.googleapis.com/${manager}`,
              stat_prefix: 'listener',
              codec_type: 'AUTO',
              // As a load balancer tells its targets who asks.
              use_remote_address: true,
              rds: { route_config_name: name, config_source: fromAds },
              access_log: [accessLog],
              local_reply_config: badGateway,
              http_filters: [
                {
                  name: 'envoy.filters.http.router',
                  typed_config: {
                    '@type': 'type.googleapis.com/envoy.extensions.filters.http.router.v3.Router',
                  },
                },
              ],
            },
          },
        ],
      },
    ],
  };
}
