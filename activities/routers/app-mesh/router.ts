import {
  type AppMeshClient,
  CreateRouteCommand,
  DeleteRouteCommand,
  DescribeRouteCommand,
  NotFoundException,
  type RouteSpec,
  UpdateRouteCommand,
} from '@aws-sdk/client-app-mesh';
import type { AppMeshSpec } from '../../../workflows/rollout/router-spec.ts';
import { newRoute, targetsOf, withTargets } from './route.ts';
import { givenTargets, splitOf, targetsOfSplit } from './targets.ts';
import type { TrafficRouter } from '../router.ts';

/**
 * An App Mesh route: one weighted target a version. Everything else in the route is kept as it is. Where the virtual
 * nodes are given, the route and its targets are the user's own: only their weights are written.
 */
export function appMeshRouter(appMesh: AppMeshClient, spec: AppMeshSpec): TrafficRouter {
  const id = { meshName: spec.mesh, virtualRouterName: spec.virtualRouter, routeName: spec.route };

  const describe = async (): Promise<RouteSpec | undefined> => {
    try {
      return (await appMesh.send(new DescribeRouteCommand(id))).route?.spec;
    } catch (error) {
      if (error instanceof NotFoundException) return undefined;
      throw error;
    }
  };

  /** Asked for in any case: a route that was just made may not be seen yet. */
  const remove = async () => {
    try {
      await appMesh.send(new DeleteRouteCommand(id));
    } catch (error) {
      if (!(error instanceof NotFoundException)) throw error;
    }
  };

  return {
    keepsIdle: spec.nodes !== undefined,

    async read() {
      const route = await describe();
      return splitOf(route ? targetsOf(route) : [], spec);
    },

    async write(split) {
      const route = await describe();
      if (spec.nodes) {
        if (route === undefined) throw new Error(`the route ${spec.route} is gone, which was given by name`);
        const targets = givenTargets(split, targetsOf(route), spec);
        await appMesh.send(new UpdateRouteCommand({ ...id, spec: withTargets(route, targets) }));
        return;
      }
      if (split.length === 0) {
        await remove();
        return;
      }
      const targets = targetsOfSplit(split, route ? targetsOf(route) : [], spec);
      await (route
        ? appMesh.send(new UpdateRouteCommand({ ...id, spec: withTargets(route, targets) }))
        : appMesh.send(new CreateRouteCommand({ ...id, spec: newRoute(spec.protocol, targets) })));
    },
  };
}
