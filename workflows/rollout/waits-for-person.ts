import type { RolloutStatus } from './status.ts';

/** Whether a person is waited for, and for what: a gate's approval, or to say how a held rollout goes on. */
export function waitsForPerson({
  held,
  phase,
  approved,
  verdicts,
}: Pick<RolloutStatus, 'held' | 'phase' | 'approved' | 'verdicts'>): 'held' | 'gate' | undefined {
  if (held) return 'held';
  return phase === 'baking' && !approved && verdicts.at(-1)?.ledTo === 'gate' ? 'gate' : undefined;
}
