import {
  NotFoundException,
  type CreateRouteInput,
  type CreateRouteOutput,
  type DeleteRouteInput,
  type DeleteRouteOutput,
  type DescribeRouteInput,
  type DescribeRouteOutput,
  type RouteData,
  type UpdateRouteInput,
  type UpdateRouteOutput,
} from '@aws-sdk/client-app-mesh';
import { targetsOf } from './route.ts';
import { mostOf, type RehearsedService, standIn, telling } from '../../rehearsal/rehearsed.ts';

type Named = Pick<DescribeRouteInput, 'meshName' | 'virtualRouterName' | 'routeName'>;

/** Routes as they would be. */
export function rehearsedAppMesh(): RehearsedService {
  const routes = new Map<string, RouteData | undefined>();
  const keyOf = ({ meshName, virtualRouterName, routeName }: Named) =>
    [meshName, virtualRouterName, routeName].join('/');
  const put = (input: CreateRouteInput): CreateRouteOutput & UpdateRouteOutput => {
    const { meshName, virtualRouterName, routeName, spec } = input;
    const route: RouteData = {
      meshName,
      virtualRouterName,
      routeName,
      spec,
      metadata: undefined,
      status: undefined,
    };
    routes.set(keyOf(input), route);
    return { route };
  };
  const standIns = {
    DescribeRoute: standIn<DescribeRouteInput, DescribeRouteOutput>(async (input, ask) => {
      if (!routes.has(keyOf(input))) return ask();
      const route = routes.get(keyOf(input));
      if (route === undefined)
        throw new NotFoundException({ message: `there is no route ${input.routeName}`, $metadata: {} });
      return { route };
    }),
    CreateRoute: standIn(put),
    UpdateRoute: standIn(put),
    DeleteRoute: standIn<DeleteRouteInput, DeleteRouteOutput>((input) => {
      routes.set(keyOf(input), undefined);
      return { route: undefined };
    }),
  };
  return {
    name: 'appmesh',
    standIns,
    tells: { CreateRoute: tellRoute, UpdateRoute: tellRoute },
    quotas: (calls) => [
      {
        what: 'virtual nodes of the route',
        takes: mostOf<Partial<UpdateRouteInput>>(calls, ({ spec }) => spec && targetsOf(spec).length),
        limit: 10,
      },
    ],
  };
}

const tellRoute = telling<UpdateRouteInput>(({ meshName, routeName, spec = {} }) => ({
  meshName,
  routeName,
  weights: Object.fromEntries(targetsOf(spec).map(({ virtualNode = '', weight }) => [virtualNode, weight])),
}));
