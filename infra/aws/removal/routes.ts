import {
  type AppMeshClient,
  DeleteRouteCommand,
  ListRoutesCommand,
  NotFoundException,
} from '@aws-sdk/client-app-mesh';

/** Deletes the route that a service's rollouts made; one that is gone is fine. */
export async function deleteRoute(client: AppMeshClient, meshName: string, service: string): Promise<void> {
  const virtualRouterName = `${service}-vr`;
  const routeName = `${service}-route`;
  try {
    const { routes = [] } = await client.send(new ListRoutesCommand({ meshName, virtualRouterName }));
    if (routes.some((route) => route.routeName === routeName))
      await client.send(new DeleteRouteCommand({ meshName, virtualRouterName, routeName }));
  } catch (error) {
    if (!(error instanceof NotFoundException)) throw error;
  }
}
