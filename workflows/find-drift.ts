import { announce } from './announce.ts';
import type { Progress } from './progress.ts';
import type { DriftPolicy, RolloutPlan } from './rollout/plan.ts';
import { describeSplit, sameTraffic, type TrafficSplit } from './rollout/traffic-split.ts';

/** What somebody else has made of the weights. */
export interface Drift {
  readonly drift: string;
  readonly isServed: boolean;
  /** Whether it was seen before. */
  readonly isKnown: boolean;
}

/** Whether weights are not as they are wanted; people are told of that once. */
export async function findDrift(
  plan: RolloutPlan,
  progress: Progress,
  live: TrafficSplit | undefined,
): Promise<Drift | undefined> {
  const { wanted, readBack } = progress.status;
  if (live === undefined || sameTraffic(live, wanted)) return undefined;
  const isServed = live.some(({ weight }) => weight > 0);
  const drift = isServed
    ? `somebody changed the weights to ${describeSplit(live)}; wanted is ${describeSplit(wanted)}`
    : `no version gets traffic any more: somebody removed the route or its weights; wanted is ${describeSplit(wanted)}`;
  const isKnown = sameTraffic(live, readBack);
  if (!isKnown) {
    progress.readBack(live);
    await announce(plan, progress, 'drift', drift);
  }
  return { drift, isServed, isKnown };
}

/** While every request fails, nobody is waited for; and only a weight that the rollout could have written itself is accepted. */
export function policyFor(policy: DriftPolicy, isServed: boolean, accepted: number | undefined): DriftPolicy {
  if (!isServed && policy !== 'rollBack') return 'restore';
  return policy === 'accept' && accepted === undefined ? 'pause' : policy;
}
