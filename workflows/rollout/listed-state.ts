import type { Phase, RolloutStatus } from './status.ts';
import { waitsForPerson } from './waits-for-person.ts';

/** Where a rollout is, as far as Temporal's own list tells it. */
export interface ListedState {
  readonly phase: Phase;
  /** The share of the traffic that the canary is to have, in percent. */
  readonly weight: number;
  readonly waitsForPerson: boolean;
}

export const listedStateOf = (status: RolloutStatus): ListedState => ({
  phase: status.phase,
  weight: weightIn(status),
  waitsForPerson: status.outcome === undefined && (status.paused || waitsForPerson(status) !== undefined),
});

/** A step that is shorter is over before anybody has found it by its weight. */
const LISTED_SECONDS = 300;

/** What has changed since a state, as far as it is worth a write: the weight of a short step goes along with other news alone. */
export function changedSince(
  before: ListedState,
  now: ListedState,
  bakeSeconds = LISTED_SECONDS,
): Partial<ListedState> {
  const changed = Object.fromEntries(
    Object.entries(now).filter(([name, value]) => before[name as keyof ListedState] !== value),
  );
  const isShortStep = Object.keys(changed).join() === 'weight' && bakeSeconds < LISTED_SECONDS;
  return isShortStep ? {} : changed;
}

function weightIn({ phase, step }: RolloutStatus): number {
  switch (phase) {
    case 'baking':
      return step?.weight ?? 0;
    case 'committing':
    case 'promoted':
      return 100;
    case 'starting':
    case 'deploying':
    case 'rollingBack':
    case 'rolledBack':
    case 'aborted':
    case 'refused':
    case 'reconciled':
      return 0;
  }
}
