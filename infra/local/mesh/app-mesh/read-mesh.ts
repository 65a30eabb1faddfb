import {
  DescribeRouteCommand,
  DescribeVirtualNodeCommand,
  DescribeVirtualRouterCommand,
  DescribeVirtualServiceCommand,
  paginateListMeshes,
  paginateListRoutes,
  paginateListVirtualNodes,
  paginateListVirtualRouters,
  paginateListVirtualServices,
  type AppMeshClient,
} from '@aws-sdk/client-app-mesh';
import type { Endpoint, Mesh, VirtualRouter } from '../snapshot.ts';
import type { Discover } from './discover.ts';
import { collect, describeAll } from './describe-all.ts';

/** Reads all meshes with all that is in them; an object that goes meanwhile is left out. */
export async function readMeshes(client: AppMeshClient, discover: Discover): Promise<Record<string, Mesh>> {
  const names = await collect(paginateListMeshes({ client }, {}), ({ meshes }) =>
    meshes!.map(({ meshName }) => meshName!),
  );
  return describeAll(names, (meshName) => readMesh(client, discover, meshName));
}

async function readMesh(client: AppMeshClient, discover: Discover, meshName: string): Promise<Mesh> {
  const [virtualNodes, virtualServices, virtualRouters] = await Promise.all([
    readVirtualNodes(client, meshName),
    readVirtualServices(client, meshName),
    readVirtualRouters(client, meshName),
  ]);
  const endpoints = await describeAll(Object.keys(virtualNodes), async (name): Promise<readonly Endpoint[]> =>
    discover(virtualNodes[name]!.serviceDiscovery),
  );
  return { name: meshName, virtualNodes, virtualServices, virtualRouters, endpoints };
}

async function readVirtualNodes(client: AppMeshClient, meshName: string) {
  const names = await collect(paginateListVirtualNodes({ client }, { meshName }), ({ virtualNodes }) =>
    virtualNodes!.map(({ virtualNodeName }) => virtualNodeName!),
  );
  return describeAll(names, async (virtualNodeName) => {
    const { virtualNode } = await client.send(new DescribeVirtualNodeCommand({ meshName, virtualNodeName }));
    return virtualNode!.spec!;
  });
}

async function readVirtualServices(client: AppMeshClient, meshName: string) {
  const names = await collect(paginateListVirtualServices({ client }, { meshName }), ({ virtualServices }) =>
    virtualServices!.map(({ virtualServiceName }) => virtualServiceName!),
  );
  return describeAll(names, async (virtualServiceName) => {
    const command = new DescribeVirtualServiceCommand({ meshName, virtualServiceName });
    const { virtualService } = await client.send(command);
    return virtualService!.spec!;
  });
}

async function readVirtualRouters(client: AppMeshClient, meshName: string) {
  const names = await collect(paginateListVirtualRouters({ client }, { meshName }), ({ virtualRouters }) =>
    virtualRouters!.map(({ virtualRouterName }) => virtualRouterName!),
  );
  return describeAll(names, async (virtualRouterName): Promise<VirtualRouter> => {
    const [{ virtualRouter }, routes] = await Promise.all([
      client.send(new DescribeVirtualRouterCommand({ meshName, virtualRouterName })),
      readRoutes(client, meshName, virtualRouterName),
    ]);
    return { listeners: virtualRouter!.spec!.listeners ?? [], routes };
  });
}

async function readRoutes(client: AppMeshClient, meshName: string, virtualRouterName: string) {
  const names = await collect(paginateListRoutes({ client }, { meshName, virtualRouterName }), ({ routes }) =>
    routes!.map(({ routeName }) => routeName!),
  );
  return describeAll(names, async (routeName) => {
    const command = new DescribeRouteCommand({ meshName, virtualRouterName, routeName });
    const { route } = await client.send(command);
    return route!.spec!;
  });
}
