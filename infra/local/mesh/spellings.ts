import type { VirtualNodeSpec } from '@aws-sdk/client-app-mesh';

/**
 * The names by which a node's programs call each of its backends: its own, and the one with or without the node's
 * namespace, which is the programs' search domain. A name that is another backend's own stays that one's.
 */
export function spellingsOf({ backends = [], serviceDiscovery }: VirtualNodeSpec): Record<string, string[]> {
  const names = backends.map(({ virtualService }) => virtualService!.virtualServiceName!);
  const namespace = serviceDiscovery?.awsCloudMap?.namespaceName;
  return Object.fromEntries(
    names.map((name) => {
      const other = namespace === undefined ? name : otherSpelling(name, `.${namespace}`);
      return [name, names.includes(other) ? [name] : [name, other]];
    }),
  );
}

function otherSpelling(name: string, domain: string): string {
  if (name.endsWith(domain)) return name.slice(0, -domain.length);
  return name.includes('.') ? name : `${name}${domain}`;
}
