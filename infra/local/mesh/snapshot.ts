import type {
  RouteSpec,
  VirtualNodeSpec,
  VirtualRouterListener,
  VirtualServiceSpec,
} from '@aws-sdk/client-app-mesh';

/** All meshes of the account at one version of the API's state. */
export interface MeshSnapshot {
  readonly version: number;
  readonly meshes: Readonly<Record<string, Mesh>>;
}

/** The objects of one mesh by name, and where the tasks of its virtual nodes listen. */
export interface Mesh {
  readonly name: string;
  readonly virtualNodes: Readonly<Record<string, VirtualNodeSpec>>;
  readonly virtualServices: Readonly<Record<string, VirtualServiceSpec>>;
  readonly virtualRouters: Readonly<Record<string, VirtualRouter>>;
  /** By virtual node, as service discovery knows them. */
  readonly endpoints: Readonly<Record<string, readonly Endpoint[]>>;
}

export interface VirtualRouter {
  readonly listeners: readonly VirtualRouterListener[];
  readonly routes: Readonly<Record<string, RouteSpec>>;
}

export interface Endpoint {
  readonly address: string;
  readonly port: number;
}

/** Where the mesh gets its objects from. */
export type ReadMesh = () => Promise<MeshSnapshot>;
