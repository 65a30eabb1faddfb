import type { ListenerRule } from './listener-rule.ts';
import type { NodeNames } from './node-names.ts';

/** A route that is made and removed as needed; where `nodes` are given, one whose weights alone are written. */
export interface AppMeshSpec extends NodeNames {
  readonly kind: 'appMesh';
  readonly mesh: string;
  readonly virtualRouter: string;
  readonly route: string;
  readonly protocol: 'http' | 'http2' | 'grpc' | 'tcp';
}

/** A rule that forwards to two target groups, which take turns in being stable's and the canary's. */
export interface AlbSpec {
  readonly kind: 'alb';
  readonly rule: ListenerRule;
}

export type RouterSpec = AppMeshSpec | AlbSpec;
