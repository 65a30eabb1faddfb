/** Stands for all answers that no version gave: failed connections, and what the Envoy in between said itself. */
export const unknownVersion = 'unknown';

/**
 * The version that answered: what follows `<service>-` in the name of the virtual node that App Mesh's cluster name holds,
 * `cds_egress_<mesh>_<node>_<protocol>_<port>`; the whole name of the node when it starts otherwise.
 */
export function versionOf(cluster: string | undefined, service: string): string {
  const [, meshAndNode] = cluster?.match(/^cds_egress_(.+)_(?:http|http2|grpc|tcp)_\d+$/) ?? [];
  if (meshAndNode === undefined) return unknownVersion;
  const [, ofService] = meshAndNode.split(`_${service}-`);
  return ofService ?? meshAndNode.slice(meshAndNode.lastIndexOf('_') + 1);
}
