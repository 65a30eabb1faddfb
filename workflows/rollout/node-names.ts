import { nameOfVersion, versionNamed } from './names.ts';

/** How the virtual nodes of versions are called. */
export interface NodeNames {
  /** Nodes that are made with their version are named `<nodePrefix>-<version>`. */
  readonly nodePrefix: string;
  /** Nodes that were there before, by version; then no others are known. */
  readonly nodes?: Readonly<Record<string, string>>;
}

export const nodeOf = ({ nodePrefix, nodes }: NodeNames, version: string): string =>
  nodes && Object.hasOwn(nodes, version) ? nodes[version]! : nameOfVersion(nodePrefix, version);

/** The version that a node stands for; the node's own name where that says nothing of a version. */
export function versionOf({ nodePrefix, nodes }: NodeNames, node: string): string {
  if (nodes) return Object.keys(nodes).find((version) => nodes[version] === node) ?? node;
  return versionNamed(nodePrefix, node) ?? node;
}
