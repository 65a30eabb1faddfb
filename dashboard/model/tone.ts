import { PHASES, type Phase } from '../../workflows/rollout/status.ts';

/** What a state means to whoever looks at it, told by a colour and always by a word as well. */
export type Tone = 'moving' | 'waiting' | 'good' | 'bad';

/** The tone of a phase; one that waits for a person has another, which is not for its phase to say. */
export function toneOf(phase: Phase): Tone {
  switch (phase) {
    case 'starting':
    case 'deploying':
    case 'baking':
    case 'committing':
      return 'moving';
    case 'promoted':
    case 'reconciled':
      return 'good';
    case 'rollingBack':
    case 'rolledBack':
    case 'aborted':
    case 'refused':
      return 'bad';
  }
}

/** The tone of a phase as Temporal lists it; of what Temporal itself says of an execution, such as `terminated`, otherwise. */
export function toneOfWord(word: string | undefined): Tone {
  const phase = PHASES.find((each) => each === word);
  if (phase !== undefined) return toneOf(phase);
  return word === undefined || word === 'running' ? 'moving' : 'bad';
}
