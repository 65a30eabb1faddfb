import {
  type AppMeshClient,
  CreateRouteCommand,
  DeleteRouteCommand,
  DescribeRouteCommand,
  NotFoundException,
  type RouteSpec,
  UpdateRouteCommand,
  type WeightedTarget,
} from '@aws-sdk/client-app-mesh';
import type { AppMeshSpec } from '../../workflows/rollout/plan.ts';
import type { TrafficSplit } from '../../workflows/rollout/traffic-split.ts';
import { newRoute, targetsOf, withTargets } from './app-mesh-route.ts';
import type { TrafficRouter } from './router.ts';

/** An App Mesh route: one weighted target a version. Everything else in the route is kept as it is. */
export function appMeshRouter(appMesh: AppMeshClient, spec: AppMeshSpec): TrafficRouter {
  const id = { meshName: spec.mesh, virtualRouterName: spec.virtualRouter, routeName: spec.route };
  const prefix = `${spec.nodePrefix}-`;

  const describe = async (): Promise<RouteSpec | undefined> => {
    try {
      return (await appMesh.send(new DescribeRouteCommand(id))).route?.spec;
    } catch (error) {
      if (error instanceof NotFoundException) return undefined;
      throw error;
    }
  };

  return {
    async read() {
      const route = await describe();
      return (route ? targetsOf(route) : []).map(({ virtualNode = '', weight = 0 }) => ({
        version: virtualNode.startsWith(prefix) ? virtualNode.slice(prefix.length) : virtualNode,
        weight,
      }));
    },

    async write(split) {
      const route = await describe();
      if (split.length === 0) {
        if (route) await appMesh.send(new DeleteRouteCommand(id));
        return;
      }
      const targets = toTargets(split, prefix, route);
      await (route
        ? appMesh.send(new UpdateRouteCommand({ ...id, spec: withTargets(route, targets) }))
        : appMesh.send(new CreateRouteCommand({ ...id, spec: newRoute(spec.protocol, targets) })));
    },
  };
}

/** A target that the route already has keeps its port, and new ones take the port of the others. */
function toTargets(split: TrafficSplit, prefix: string, route: RouteSpec | undefined): WeightedTarget[] {
  const known = route ? targetsOf(route) : [];
  return split.map(({ version, weight }) => {
    const virtualNode = known.some((target) => target.virtualNode === version)
      ? version
      : `${prefix}${version}`;
    const port = (known.find((target) => target.virtualNode === virtualNode) ?? known[0])?.port;
    return { virtualNode, weight, ...(port === undefined ? {} : { port }) };
  });
}
