import { ApplicationFailure } from '@temporalio/common';
import type { Adoptable } from '../ownership.ts';
import type { RouterMemory } from '../../workflows/rollout/router-memory.ts';
import { ROUTER_GONE } from '../../workflows/rollout/router-memory.ts';
import type { TrafficSplit } from '../../workflows/rollout/traffic-split.ts';

/** What splits traffic between versions. Weights are absolute, so repeating a write changes nothing. */
export interface TrafficRouter {
  /** What a write changes, by names that nothing else has in any account or Region: one rollout at a time may. */
  changes(): Promise<readonly string[]>;
  /** Whether versions that a split does not name stay in the router at weight 0. */
  readonly keepsIdle?: boolean;
  /** What a later read or write may need that could be gone by then, where it needs anything. */
  remember?(): Promise<RouterMemory>;
  /** What of it a person may hand over to rollouts of the service, where it has anything that is tagged. */
  adoptable?(): Promise<readonly Adoptable[]>;
  /** Hands over all of that. */
  adopt?(): Promise<void>;
  /** What the router does now. */
  read(): Promise<TrafficSplit>;
  /** Makes the split so; an empty split takes the service off the router. */
  write(split: TrafficSplit): Promise<void>;
  /** Both in one: what the router does now, and the way to change it from there without reading it once more. */
  look?(): Promise<RouterLook>;
}

/** What a router was seen to do. */
export interface RouterLook extends Pick<TrafficRouter, 'write'> {
  readonly split: TrafficSplit;
  /** A sentence about what was there at the start and is gone, though something still splits the traffic as `split` says. */
  readonly missing?: string | undefined;
}

/** Looks once, by whichever way the router has. */
export const lookOnce = async (router: TrafficRouter): Promise<RouterLook> =>
  router.look === undefined
    ? { split: await router.read(), write: (split) => router.write(split) }
    : router.look();

/** There is nothing left that could split the traffic, and it is not Serin's to make. */
export const routerGone = (message: string): ApplicationFailure =>
  ApplicationFailure.create({ type: ROUTER_GONE, message });
