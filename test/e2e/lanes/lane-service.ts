import type { TrafficOptions } from '../../../infra/local/traffic/traffic.ts';
import type { Version } from '../article.ts';
import type { Hands } from './hands.ts';

/**
 * What splits the traffic of a lane's service; `in-place` is a load balancer before one that keeps its name, `ecs` one whose traffic ECS
 * itself shifts.
 */
export const ROUTERS = ['app-mesh', 'alb', 'in-place', 'ecs'] as const;
export type RouterKind = (typeof ROUTERS)[number];

/** The service of a lane: how its versions are made, how it is called, and how to see that it is whole. */
export interface LaneService {
  readonly name: string;
  readonly router: RouterKind;
  /** The call that gives a canary its first traffic. */
  readonly shift: string;
  /** Whether a version serves before the first rollout. */
  readonly serves: boolean;
  /** Fields of a deployment file whose first weight is watched long. */
  readonly longBake: Readonly<Record<string, unknown>>;
  /** Fields of one whose last weight is, where a commit has calls of its own; a person's `promote` begins that. */
  readonly longEnd?: Readonly<Record<string, unknown>>;
  /** Fields of one that puts weights back which somebody else has changed. */
  readonly restoring: Readonly<Record<string, unknown>>;
  readonly callers: Omit<TrafficOptions, 'requestsPerSecond'>;
  build(title: string, fields: Readonly<Record<string, unknown>>, failing: boolean): Version;
  /** What a person may do to it by hand. */
  readonly hands: Hands;
  /**
   * What is not whole, by AWS's own API: nothing, when one version serves and nothing else is left; or, where no version shall
   * serve since the first one was rolled back, when nothing is left at all.
   *
   * @param untagged whether somebody has taken the tag that says which version serves; nobody puts it back
   */
  findWrongs(shallServe: boolean, untagged?: boolean): Promise<string[]>;
}
