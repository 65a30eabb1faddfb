import type { Balanced } from './listener-rule.ts';
import type { GivenNodes, MadeNodes } from './node-names.ts';

interface RouteSpec {
  readonly kind: 'appMesh';
  readonly mesh: string;
  readonly virtualRouter: string;
  readonly route: string;
  readonly protocol: 'http' | 'http2' | 'grpc' | 'tcp';
}

/** A route that is made and removed as needed. */
export type MadeRouteSpec = RouteSpec & MadeNodes;

/** The user's own route, whose weights alone are written. */
export type GivenRouteSpec = RouteSpec & GivenNodes;

export type AppMeshSpec = MadeRouteSpec | GivenRouteSpec;

/** A rule that forwards to two target groups, which take turns in being stable's and the canary's. */
export interface AlbSpec extends Balanced {
  readonly kind: 'alb';
}

export type RouterSpec = AppMeshSpec | AlbSpec;
