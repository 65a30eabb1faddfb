import type { GrpcRoute, HttpRoute, RouteSpec } from '@aws-sdk/client-app-mesh';
import type { JsonObject } from '@bufbuild/protobuf';
import type { Mesh } from '../snapshot.ts';
import type { Backend } from './backend.ts';
import { protoDuration } from './duration.ts';
import { retryPolicy } from './retry-policy.ts';
import { grpcMatch, httpMatch } from './route-match.ts';
import { destinationsOf, weightedClusters } from './weighted-clusters.ts';

/** What App Mesh gives a request where nobody says otherwise. */
export const defaultRequestTimeout = '15s';

/** A virtual service as an Envoy routes to it, by the Host of a request: envoy.config.route.v3.VirtualHost. */
export function virtualHost(mesh: Mesh, backend: Backend, domains: string[]): JsonObject {
  return {
    name: backend.name,
    domains,
    routes: backend.routes.flatMap((route) => envoyRoute(mesh, route) ?? []),
  };
}

function envoyRoute(mesh: Mesh, spec: RouteSpec): JsonObject | undefined {
  const { httpRoute, http2Route, grpcRoute } = spec;
  const http = httpRoute ?? http2Route;
  if (http) return { match: httpMatch(http.match), ...action(mesh, spec, http) };
  if (grpcRoute) return { match: grpcMatch(grpcRoute.match), ...action(mesh, spec, grpcRoute) };
  return undefined;
}

function action(
  mesh: Mesh,
  spec: RouteSpec,
  { retryPolicy: policy, timeout }: HttpRoute | GrpcRoute,
): JsonObject {
  const weighted = weightedClusters(destinationsOf(mesh, spec));
  // Envoy refuses a route whose weights are all 0, and with it every other route.
  if (weighted === undefined) return { direct_response: { status: 503 } };
  return {
    route: {
      weighted_clusters: weighted,
      retry_policy: retryPolicy(policy),
      timeout: timeout?.perRequest ? protoDuration(timeout.perRequest) : defaultRequestTimeout,
      ...(timeout?.idle && { idle_timeout: protoDuration(timeout.idle) }),
    },
  };
}
