import type { JsonObject } from '@bufbuild/protobuf';

/** All that one Envoy is told, by kind and name. */
export interface Resources {
  readonly clusters: NamedResources;
  readonly endpoints: NamedResources;
  readonly listeners: NamedResources;
  readonly routes: NamedResources;
}

export type ResourceKind = keyof Resources;

/** xDS resources in the JSON form of their protobuf messages. */
export type NamedResources = Readonly<Record<string, JsonObject>>;

/** Joins resources of different names. */
export function join(...parts: readonly Partial<Resources>[]): Resources {
  const all = (kind: ResourceKind): NamedResources =>
    Object.fromEntries(parts.flatMap((part) => Object.entries(part[kind] ?? {})));
  return {
    clusters: all('clusters'),
    endpoints: all('endpoints'),
    listeners: all('listeners'),
    routes: all('routes'),
  };
}
