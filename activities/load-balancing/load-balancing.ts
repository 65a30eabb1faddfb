import type { Owner } from '../../workflows/rollout/owner.ts';
import { OWNER_TAGS, type Belonging } from '../ownership.ts';

/**
 * Target groups that share a service's requests by weights, and whose tasks are behind each. What holds the weights is the
 * adapter's own: rules of a load balancer, or of a VPC Lattice service.
 */
export interface LoadBalancing {
  /** Whose groups are given to versions. */
  readonly owner: Owner;
  /** ARNs of what holds the weights. */
  rules(): Promise<readonly string[]>;
  /** All groups that the service's requests may go to, in the order in which they are held. */
  groups(): Promise<readonly TargetGroup[]>;
  /** The groups, and the way to share the requests otherwise from there. `known` are those that it had before: then it may be gone. */
  look(known?: readonly string[]): Promise<Forwarding>;
  health(group: string): Promise<TargetsHealth>;
  /** For how many seconds a group's new targets get less than their share; 0 where they get it at once. */
  slowStartSeconds(group: string): Promise<number>;
  /** Gives a group of the service to a version; refuses any other group. */
  claim(group: string, version: string): Promise<void>;
  /** Makes groups of the service free. */
  release(groups: readonly string[]): Promise<void>;
  /** Hands groups over to the service. */
  adopt(groups: readonly string[]): Promise<void>;
}

/** How a service's requests are forwarded; no groups where nothing forwards to them. */
export interface Forwarding {
  readonly groups: readonly TargetGroup[];
  /** A sentence about the plan's own rule where it is gone. */
  readonly missing?: string | undefined;
  /** Shares the requests among these groups and no others, in this order; all else about forwarding stays as it is. */
  readonly forward: (groups: readonly WeightedGroup[]) => Promise<void>;
}

/** A target group, by its ARN, and its part of the requests, in percent. */
export interface WeightedGroup {
  readonly arn: string;
  readonly weight: number;
}

export interface TargetGroup extends WeightedGroup {
  /** What people call it. */
  readonly name: string;
  /** Whose tasks are behind it, as its tag says; undefined where it is free, or another service's. */
  readonly version: string | undefined;
  /** Whose it is: only the owner's are given to versions and made free. */
  readonly belonging: Belonging;
  /** Whether it is a service's own that stays for good: its tags say nothing, and nothing is written on it. */
  readonly isHome?: boolean;
}

/** How the targets of a group are; those that drain get no requests and do not count. */
export interface TargetsHealth {
  readonly healthy: number;
  readonly registered: number;
  /** A sentence for the person who waits. */
  readonly summary: string;
}

/** Whether all of at least one target are healthy. */
export const allHealthy = ({ healthy, registered }: TargetsHealth): boolean =>
  registered > 0 && healthy === registered;

/** The group that has a version's tasks. */
export const groupOf = <Group extends Pick<TargetGroup, 'version'>>(
  groups: readonly Group[],
  version: string,
): Group | undefined => groups.find((group) => group.version === version);

/**
 * The tag that says whose tasks are behind a target group. What makes a version sets it, and the router removes it
 * when the split names the version no more: a group without it is free. Whose the group is say tags that people write.
 */
export const VERSION_TAG = OWNER_TAGS.version;
