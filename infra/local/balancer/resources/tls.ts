import type { JsonObject } from '@bufbuild/protobuf';
import type { KeyPair } from '../snapshot.ts';

/** What an HTTPS listener speaks: envoy.config.core.v3.TransportSocket. */
export function tls({ certificate, privateKey }: KeyPair): JsonObject {
  const context = 'envoy.extensions.transport_sockets.tls.v3.DownstreamTlsContext';
  return {
    name: 'envoy.transport_sockets.tls',
    typed_config: {
      '@type': `type.googleapis.com/${context}`,
      common_tls_context: {
        alpn_protocols: ['h2', 'http/1.1'],
        tls_certificates: [
          {
            certificate_chain: { inline_string: certificate },
            private_key: { inline_string: privateKey },
          },
        ],
      },
    },
  };
}
