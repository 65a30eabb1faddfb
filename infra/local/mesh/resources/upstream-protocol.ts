import type { PortProtocol } from '@aws-sdk/client-app-mesh';
import type { JsonObject } from '@bufbuild/protobuf';

const extension = 'envoy.extensions.upstreams.http.v3.HttpProtocolOptions';

/** Makes a cluster speak HTTP/2 without TLS, as App Mesh's http2 and grpc do. */
export const http2Upstream: JsonObject = {
  [extension]: {
    '@type': `type.googleapis.com/${extension}`,
    explicit_http_config: { http2_protocol_options: {} },
  },
};

/** What a cluster must be told to reach a listener of this protocol. */
export function upstreamProtocol(protocol: PortProtocol): JsonObject {
  switch (protocol) {
    case 'http':
    case 'tcp':
      return {};
    case 'http2':
    case 'grpc':
      return { typed_extension_protocol_options: http2Upstream };
  }
}
