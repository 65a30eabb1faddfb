import type { JsonObject } from '@bufbuild/protobuf';
import type { Endpoint } from '../snapshot.ts';
import { socketAddress } from './config-source.ts';

/** envoy.config.endpoint.v3.ClusterLoadAssignment */
export function loadAssignment(cluster: string, endpoints: readonly Endpoint[]): JsonObject {
  const hosts = endpoints.map((endpoint) => ({ endpoint: { address: socketAddress(endpoint) } }));
  return { cluster_name: cluster, endpoints: [{ lb_endpoints: hosts }] };
}
