import type { AppMeshSpec } from '../../../workflows/rollout/router-spec.ts';
import { arnOf, type Place } from '../../permissions/place.ts';
import type { Statement } from '../../permissions/statement.ts';

/** What the router `appMesh` may do: its one route. Where nodes are given, it neither makes nor removes it. */
export function appMeshStatements(spec: AppMeshSpec, place: Place): Statement[] {
  const route = `virtualRouter/${spec.virtualRouter}/route/${spec.route}`;
  // A route may still point at a node that was named by somebody else.
  const nodes = spec.nodes === undefined ? ['*'] : Object.values(spec.nodes);
  const inMesh = (resource: string) => arnOf(place, 'appmesh', `mesh/${spec.mesh}/${resource}`);
  return [
    {
      sid: 'VirtualRouter',
      actions: ['appmesh:DescribeVirtualRouter'],
      resources: [inMesh(`virtualRouter/${spec.virtualRouter}`)],
    },
    {
      sid: 'Route',
      actions: ['appmesh:DescribeRoute', ...(spec.nodes === undefined ? ['appmesh:DeleteRoute'] : [])],
      resources: [inMesh(route)],
    },
    {
      sid: 'Weights',
      actions: ['appmesh:UpdateRoute', ...(spec.nodes === undefined ? ['appmesh:CreateRoute'] : [])],
      // Writing a route takes permission for the nodes that it points at, too.
      resources: [inMesh(route), ...nodes.map((node) => inMesh(`virtualNode/${node}`))],
    },
  ];
}
