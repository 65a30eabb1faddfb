import type { ListenerRule } from './listener-rule.ts';
import type { NodeNames } from './node-names.ts';
import type { EcsServices } from './provisioner-spec.ts';

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
  /** Lets an ECS service that begins small grow with its weight. */
  readonly growth?: GrowthSpec;
}

/** Whose tasks grow, and the weights that are to come, so that they are there in time. */
export interface GrowthSpec extends EcsServices {
  readonly weights: readonly number[];
}

export type RouterSpec = AppMeshSpec | AlbSpec;
