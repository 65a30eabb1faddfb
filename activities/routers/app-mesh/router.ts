import {
  type AppMeshClient,
  CreateRouteCommand,
  DeleteRouteCommand,
  DescribeRouteCommand,
  DescribeVirtualRouterCommand,
  NotFoundException,
  type RouteSpec,
  UpdateRouteCommand,
} from '@aws-sdk/client-app-mesh';
import { ApplicationFailure } from '@temporalio/common';
import type { RouterMemory } from '../../../workflows/rollout/router-memory.ts';
import type { AppMeshSpec } from '../../../workflows/rollout/router-spec.ts';
import { sameTraffic } from '../../../workflows/rollout/traffic-split.ts';
import { madeOrFound } from '../../made-or-found.ts';
import { newRoute, targetsOf, withTargets } from './route.ts';
import { givenTargets, splitOf, targetsOfSplit } from './targets.ts';
import { routerGone, type RouterLook, type TrafficRouter } from '../router.ts';

/**
 * An App Mesh route: one weighted target a version. Everything else in the route is kept as it is. Where the virtual
 * nodes are given, the route and its targets are the user's own: only their weights are written. Else a route that is gone
 * is made again as it is remembered.
 */
export function appMeshRouter(
  appMesh: AppMeshClient,
  spec: AppMeshSpec,
  memory?: RouterMemory,
): TrafficRouter & Required<Pick<TrafficRouter, 'remember'>> {
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

  const update = (wanted: RouteSpec) => appMesh.send(new UpdateRouteCommand({ ...id, spec: wanted }));

  const create = async (wanted: RouteSpec) => {
    const make = () => appMesh.send(new CreateRouteCommand({ ...id, spec: wanted }));
    try {
      await madeOrFound(`the route ${spec.route}`, make, () => findLike(wanted));
    } catch (error) {
      if (!(error instanceof NotFoundException)) throw error;
      throw routerGone(`the route ${spec.route} cannot be made again: ${error.message}`);
    }
  };

  /** The route, where it splits the traffic as wanted. One that somebody else made is read by the next attempt. */
  const findLike = async (wanted: RouteSpec): Promise<object | undefined> => {
    const found = await describe();
    const splitBy = (route: RouteSpec) => splitOf(targetsOf(route), spec);
    if (found === undefined || sameTraffic(splitBy(found), splitBy(wanted))) return found;
    const message = `somebody else has made the route ${spec.route} meanwhile`;
    throw ApplicationFailure.create({ type: 'NotYet', message });
  };

  const look = async (): Promise<RouterLook> => {
    const route = await describe();
    const present = route ? targetsOf(route) : [];
    return {
      split: splitOf(present, spec),
      async write(split) {
        if (spec.nodes) {
          if (route === undefined)
            throw routerGone(`the route ${spec.route} is gone, which was given by name`);
          await update(withTargets(route, givenTargets(split, present, spec)));
          return;
        }
        if (split.length === 0) {
          await remove();
          return;
        }
        const known: RouteSpec | undefined = route ?? memory?.route;
        const targets = targetsOfSplit(split, known ? targetsOf(known) : [], spec);
        const wanted = known ? withTargets(known, targets) : newRoute(spec.protocol, targets);
        await (route ? update(wanted) : create(wanted));
      },
    };
  };

  return {
    keepsIdle: spec.nodes !== undefined,
    async changes() {
      // The route may not be there yet, but its router is, and says in which account.
      const { virtualRouter } = await appMesh.send(new DescribeVirtualRouterCommand(id));
      return [`${virtualRouter?.metadata?.arn}/route/${spec.route}`];
    },
    async remember() {
      const route = await describe();
      return route === undefined ? {} : { route };
    },
    look,
    read: async () => (await look()).split,
    write: async (split) => (await look()).write(split),
  };
}
