import type { NativeStrategy } from './native-strategy.ts';
import type { Owner } from './owner.ts';
import type { EcsServices, Tags } from './provisioner-spec.ts';

/** A service whose traffic ECS itself shifts, step by step: the rollout judges, and lets it go on or go back. */
export interface EcsNativeSpec extends EcsServices {
  readonly kind: 'ecsNative';
  /** ECS has in its own hands what other drivers have a router and a provisioner for. */
  readonly router?: never;
  readonly provisioner?: never;
  readonly owner: Owner;
  readonly image: string;
  /** Which container gets the image; the one behind the load balancer where left out. */
  readonly container?: string;
  /** Environment variables that the container gets in addition. */
  readonly environment: Readonly<Record<string, string>>;
  readonly strategy: NativeStrategy;
  /** Whether others begin the deployments, such as a pipeline: the rollout takes one over, and changes nothing of the service. */
  readonly adopt?: true;
  /** For how long ECS waits at a step before it goes back by itself: longer than any wait of the plan. */
  readonly pauseMinutes: number;
  readonly tags?: Tags;
}
