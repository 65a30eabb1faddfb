import type { JsonObject } from '@bufbuild/protobuf';
import { parseEnvoyNode, type EnvoyMetadata } from './envoy-node.ts';
import { managedBy } from './resources/managed-by.ts';

export interface BootstrapOptions {
  /** `mesh/<mesh>/virtualNode/<node>/<task id>` */
  readonly nodeId: string;
  readonly metadata: EnvoyMetadata;
  readonly adminPort: number;
  readonly xdsPort: number;
}

/** Upper bounds of the latency histograms' buckets. */
export const latencyBoundsMillis = [5, 10, 25, 50, 100, 250, 500, 1000, 2500, 5000, 10000] as const;

/** The configuration that an Envoy starts with; all else comes from the mesh. All ports are on 127.0.0.1. */
export function bootstrap({ nodeId, metadata, adminPort, xdsPort }: BootstrapOptions): JsonObject {
  const { mesh, virtualNode } = parseEnvoyNode(nodeId, metadata);
  return {
    node: {
      id: nodeId,
      cluster: `mesh/${mesh}/virtualNode/${virtualNode}`,
      metadata: JSON.parse(JSON.stringify({ ...metadata, admin_port: adminPort })) as JsonObject,
    },
    admin: { address: { socket_address: { address: '127.0.0.1', port_value: adminPort } } },
    // Histograms are current at each scrape, not up to a flush interval old.
    stats_flush_on_admin: true,
    stats_config: {
      use_all_default_tags: true,
      stats_tags: [
        { tag_name: 'appmesh.mesh', fixed_value: mesh },
        { tag_name: 'appmesh.virtual_node', fixed_value: virtualNode },
      ],
      histogram_bucket_settings: [
        { match: { safe_regex: { regex: '.*' } }, buckets: [...latencyBoundsMillis] },
      ],
    },
    ...managedBy(xdsPort),
  };
}
