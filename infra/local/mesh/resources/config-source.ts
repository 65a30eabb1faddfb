import type { JsonObject } from '@bufbuild/protobuf';
import type { Endpoint } from '../snapshot.ts';

/** Tells Envoy to get a resource from the stream it already has with the mesh. */
export const fromAds: JsonObject = { ads: {}, resource_api_version: 'V3' };

/** envoy.config.core.v3.Address */
export function socketAddress({ address, port }: Endpoint): JsonObject {
  return { socket_address: { address, port_value: port } };
}
