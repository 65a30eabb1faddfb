import type { Pair, Pairs } from './compared.ts';
import type { EvidenceConfig } from './evidence-config.ts';
import { newcombeUpperBound } from './score-interval.ts';

/** How sure it has to be, in standard deviations, of how much of each margin. */
export interface Demand {
  readonly z: number;
  readonly marginShare: number;
}

/**
 * Beside stable the canary is proven to be good. Stricter than the 1.96 of a single look, since it looks at every bucket until it is
 * convinced; measured so that a canary that is worse by just the margin gets through unnoticed about once in twenty times.
 */
export const provenGood: Demand = { z: 2.1, marginShare: 1 };

/** The same after longer than the plan says: more looks are more chances to be convinced by chance. */
export const provenLate: Demand = { z: 2.6, marginShare: 1 };

/** With all of the traffic what is proven must not look otherwise: half of a margin is what chance may do to a good one. */
export const stillGood: Demand = { z: 0, marginShare: 0.5 };

/** Bounds of canary less stable, and what it may be; fractions of requests. */
export interface Extra {
  readonly atMost: number;
  /** It is at least so much by more than chance, however often one looks. */
  readonly atLeast: number;
  readonly margin: number;
}

/** Whether the canary is proven to be no worse than stable by more than the margins. */
export interface Proof {
  readonly proven: boolean;
  /** Whether it is worse than that for sure, so that waiting is in vain. */
  readonly refuted: boolean;
  readonly errors: Extra;
  /** At the latency bound that is furthest from its margin; left out without latency. */
  readonly slow?: Extra;
}

/** Proof of non-inferiority; `toleratedShares` are what a tolerated slowness adds at each latency bound. */
export function proofOf(
  config: Pick<EvidenceConfig, 'marginErrorRate' | 'marginSlowShare'>,
  { errors, slow }: Pairs,
  toleratedShares: readonly number[],
  { z, marginShare }: Demand,
): Proof {
  const extraErrors = extraOf(errors, marginShare * Math.max(config.marginErrorRate, rateOf(errors) / 2), z);
  const slowest = slow
    .map((pair, i) => {
      // A tail may double, and be as thick as the errors that are allowed; the body has a margin of its own.
      const usual = Math.min(config.marginSlowShare, Math.max(config.marginErrorRate, rateOf(pair)));
      return extraOf(pair, Math.max(marginShare * usual, toleratedShares[i] ?? 0), z);
    })
    .toSorted((a, b) => b.atMost - b.margin - (a.atMost - a.margin))[0];
  const extras = [extraErrors, ...(slowest ? [slowest] : [])];
  return {
    proven: extras.every(({ atMost, margin }) => atMost <= margin),
    refuted: extras.some(({ atLeast, margin }) => atLeast > margin),
    errors: extraErrors,
    ...(slowest ? { slow: slowest } : {}),
  };
}

/** Standard deviations of what is sure. */
const surelyZ = 4;

const extraOf = ({ canary, stable }: Pair, margin: number, z: number): Extra => ({
  atMost: newcombeUpperBound(canary, stable, z),
  atLeast: -newcombeUpperBound(stable, canary, surelyZ),
  margin,
});

const rateOf = ({ stable: { events, requests } }: Pair): number => (requests === 0 ? 0 : events / requests);
