import type { Step } from '../steps.ts';
import type { WarmUp } from './warm-up.ts';

/** Since when the canary has had a weight; epoch seconds, percent. */
export interface WeightChange {
  readonly since: number;
  readonly weight: number;
  /** Until when the metrics had been read when it was set; left out for the first. */
  readonly seenUntil?: number;
}

/** What a judge knows of a rollout besides its metrics. */
export interface Situation {
  readonly steps: readonly Step[];
  /** Every weight that the canary has had, oldest first; at least one. */
  readonly weights: readonly WeightChange[];
  readonly firstDeployment: boolean;
  /** Whether the canary gets more tasks with its weight; else all of them are new with the first one. */
  readonly tasksGrow?: boolean;
}

/** What a judge knows of the metrics besides their values. */
export interface Facts {
  readonly bucketSeconds: number;
  /** Buckets begin at multiples of this; of their width unless given. */
  readonly gridSeconds?: number;
  /** How long after its end a bucket can be read. */
  readonly lagSeconds: number;
  /** Whether both versions are counted in the same place, so that their buckets are the same seconds to the dot. */
  readonly countedTogether?: boolean;
  /** Upper bounds of the latency histogram, ascending; left out where there is none. */
  readonly latencyBoundsMs?: readonly number[];
}

/** When the canary got its first traffic: nothing before that is held against it. */
export const trafficSince = ({ weights }: Situation): number => weights[0]?.since ?? 0;

/** How long new weights may take until every caller's proxy follows them. */
export const propagationSeconds = 10;

/** The smallest weight that may have been in force between two moments, for some callers at least. */
export function smallestWeight({ weights }: Situation, from: number, to: number): number {
  const begin = from - propagationSeconds;
  const changes = [{ since: -Infinity, weight: 0 }, ...weights];
  const inForce = changes.filter(({ since }, i) => since < to && (changes[i + 1]?.since ?? Infinity) > begin);
  return Math.min(...inForce.map(({ weight }) => weight));
}

/** When tasks last began to get traffic before a moment: with the first weight, and with each greater one where they grow with it. */
export function lastWarmUp({ weights, tasksGrow = false }: Situation, before: number): WarmUp {
  const rises = weights.filter(
    ({ weight }, i) => i === 0 || (tasksGrow && weight > (weights[i - 1]?.weight ?? 0)),
  );
  const begun = rises.filter(({ since }) => since < before);
  return { since: (begun.at(-1) ?? rises[0])?.since ?? 0, number: Math.max(1, begun.length) };
}
