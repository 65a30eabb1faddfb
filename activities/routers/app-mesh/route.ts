import type { HttpRoute, RouteSpec, WeightedTarget } from '@aws-sdk/client-app-mesh';
import type { AppMeshSpec } from '../../../workflows/rollout/router-spec.ts';

/** The weighted targets of a route, whichever of the four kinds it is. */
export const targetsOf = ({ httpRoute, http2Route, grpcRoute, tcpRoute }: RouteSpec): WeightedTarget[] =>
  (httpRoute ?? http2Route ?? grpcRoute ?? tcpRoute)?.action?.weightedTargets ?? [];

/** The same route with other targets: match, retry policy, timeout and priority stay. */
export function withTargets(spec: RouteSpec, weightedTargets: WeightedTarget[]): RouteSpec {
  const action = { weightedTargets };
  if (spec.httpRoute) return { ...spec, httpRoute: { ...spec.httpRoute, action } };
  if (spec.http2Route) return { ...spec, http2Route: { ...spec.http2Route, action } };
  if (spec.grpcRoute) return { ...spec, grpcRoute: { ...spec.grpcRoute, action } };
  return { ...spec, tcpRoute: { ...spec.tcpRoute, action } };
}

/** A route as the article's pipeline makes it. */
export function newRoute(protocol: AppMeshSpec['protocol'], weightedTargets: WeightedTarget[]): RouteSpec {
  const action = { weightedTargets };
  const http: HttpRoute = { match: { prefix: '/' }, action, retryPolicy: RETRY_POLICY };
  switch (protocol) {
    case 'http':
      return { httpRoute: http };
    case 'http2':
      return { http2Route: http };
    case 'grpc':
      return { grpcRoute: { match: {}, action, retryPolicy: RETRY_POLICY } };
    case 'tcp':
      return { tcpRoute: { action, timeout: { idle: { value: 2000, unit: 'ms' } } } };
  }
}

const RETRY_POLICY: HttpRoute['retryPolicy'] = {
  httpRetryEvents: ['server-error', 'client-error', 'gateway-error'],
  maxRetries: 2,
  perRetryTimeout: { value: 2000, unit: 'ms' },
};
