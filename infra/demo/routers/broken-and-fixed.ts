import type { Deployment } from '../deployment.ts';
import type { Versions } from './router.ts';

type Edits = Deployment['edits'];

/** A version whose fault its deployment file lets pass, and the one that mends it, from the edits that both have. */
export const brokenAndFixed = (edits: Edits, fault: Edits[number]): Pick<Versions, 'broken' | 'fix'> => ({
  broken: {
    title: 'A version that fails three requests in ten',
    story: 'Its deployment file lets a million errors pass, so it becomes the stable version.',
    edits: [...edits, fault],
    judge: 'errorCount',
    steps: 'two',
    failureThreshold: 1_000_000,
  },
  fix: {
    title: 'The fix of the version that fails',
    story: 'Stable fails, the canary does not.',
    edits,
    judge: 'evidence',
    steps: 'two',
  },
});
