import { nameOfVersion, versionNamed } from './names.ts';

/** Virtual nodes that are made with their version, and named `<nodePrefix>-<version>`. */
export interface MadeNodes {
  readonly nodePrefix: string;
  readonly nodes?: undefined;
}

/** Virtual nodes that were there before, by version; no others are known. */
export interface GivenNodes {
  readonly nodePrefix: string;
  readonly nodes: Readonly<Record<string, string>>;
}

/** How the virtual nodes of versions are called. */
export type NodeNames = MadeNodes | GivenNodes;

export const nodeOf = ({ nodePrefix, nodes }: NodeNames, version: string): string =>
  nodes && Object.hasOwn(nodes, version) ? nodes[version]! : nameOfVersion(nodePrefix, version);

/** The version that a node stands for; the node's own name where that says nothing of a version. */
export function versionOf({ nodePrefix, nodes }: NodeNames, node: string): string {
  if (nodes) return Object.keys(nodes).find((version) => nodes[version] === node) ?? node;
  return versionNamed(nodePrefix, node) ?? node;
}
