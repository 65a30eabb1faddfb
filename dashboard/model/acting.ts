import { isMet } from '../../client/rollouts/goal.ts';
import type { RolloutStatus } from '../../workflows/rollout/status.ts';
import { approvers } from '../../workflows/rollout/steps.ts';
import { waitsForPerson } from '../../workflows/rollout/waits-for-person.ts';

/** Whose move it is: a person's, Serin's own, or nobody's once a rollout has ended. */
export type Acting =
  | { readonly kind: 'person'; readonly who: string; readonly what: string }
  | { readonly kind: 'serin' }
  | { readonly kind: 'nobody' };

/** Who has to act for a rollout to go on, and what they can do. */
export function actingIn(status: RolloutStatus): Acting {
  if (status.outcome !== undefined) return { kind: 'nobody' };
  if (!isMet({ kind: 'person' }, status)) return { kind: 'serin' };
  return { kind: 'person', ...(waitsForPerson(status) === 'gate' ? approver(status) : decider(status)) };
}

function approver({ steps, step }: RolloutStatus) {
  const gate = step && steps[step.number - 1]?.gate;
  return { who: gate ? approvers(gate) : 'somebody', what: 'approve or abort' };
}

const decider = ({ phase, commanders }: RolloutStatus) => ({
  who: listed(commanders),
  what: phase === 'rollingBack' ? 'promote or abort' : 'resume, promote or abort',
});

const listed = (names: readonly string[] = []): string => names.join(' or ') || 'anybody';
