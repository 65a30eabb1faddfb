import { waitsForPerson } from '../../workflows/rollout/waits-for-person.ts';
import type { Phase, RolloutStatus } from '../../workflows/rollout/status.ts';

/** What a script waits for. */
export type Goal =
  | { readonly kind: 'end' }
  /** Somebody has to decide: a gate, a hold, a pause. */
  | { readonly kind: 'person' }
  | { readonly kind: 'phase'; readonly phase: Phase }
  /** The canary has this share of the traffic, or more. */
  | { readonly kind: 'weight'; readonly percent: number };

/** Whether a rollout that has not ended is where a script waits for it. */
export function isMet(goal: Goal, status: RolloutStatus): boolean {
  switch (goal.kind) {
    case 'end':
      return false;
    case 'person':
      return status.paused || waitsForPerson(status) !== undefined;
    case 'phase':
      return status.phase === goal.phase;
    case 'weight':
      return status.readBack.some(
        ({ version, weight }) => version === status.canary && weight >= goal.percent,
      );
  }
}
