import {
  NotFoundException,
  type CreateRouteInput,
  type CreateRouteOutput,
  type DeleteRouteInput,
  type DeleteRouteOutput,
  type DescribeRouteInput,
  type DescribeRouteOutput,
  type RouteData,
  type UpdateRouteOutput,
} from '@aws-sdk/client-app-mesh';
import { standIn } from './rehearse.ts';

type Named = Pick<DescribeRouteInput, 'meshName' | 'virtualRouterName' | 'routeName'>;

/** Routes as they would be. */
export function appMeshStandIns() {
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
  return {
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
}
