import { type Baseline, errorsBefore, slowerBefore } from './baseline.ts';
import { add, type Counts, errorsOf } from './bucket.ts';
import { type LatencyBound, slowerThan } from './latency-bounds.ts';
import { type Control, knownNow } from './rollout-control.ts';
import { standardised } from './strata.ts';
import type { Proportion } from './score-interval.ts';

/** What both arms did in buckets that had both, in all; and the canary where stable has next to no traffic. */
export interface Compared {
  readonly canary: Counts;
  readonly stable: Counts;
  readonly canaryAlone: Counts;
}

const none: Counts = { requests: 0, errors: 0 };
export const nothingCompared: Compared = { canary: none, stable: none, canaryAlone: none };

/** Adds a bucket; without a stable the canary is alone. */
export const compare = (sofar: Compared, canary: Counts, stable: Counts | undefined): Compared =>
  stable
    ? { ...sofar, canary: add(sofar.canary, canary), stable: add(sofar.stable, stable) }
    : { ...sofar, canaryAlone: add(sofar.canaryAlone, canary) };

/** Failed requests, or those slower than a bound, of both. */
export interface Pair {
  readonly canary: Proportion;
  readonly stable: Proportion;
}

export interface Pairs {
  readonly errors: Pair;
  /** At each latency bound. */
  readonly slow: readonly Pair[];
}

export function pairsOf({ canary, stable }: Compared, bounds: readonly LatencyBound[]): Pairs {
  const beside = standardised(stable, canary);
  return {
    errors: { canary: errorsOf(canary), stable: errorsOf(beside) },
    slow: bounds.map(({ index }) => ({
      canary: slowerThan(canary, index),
      stable: slowerThan(beside, index),
    })),
  };
}

/** What it would be with so many times as much, if all that is to come is alike on both sides. */
export const continued = ({ errors, slow }: Pairs, times: number): Pairs => {
  const pair = ({ canary, stable }: Pair): Pair => {
    const usual = stable.requests === 0 ? 0 : stable.events / stable.requests;
    const more = (times - 1) * canary.requests;
    return {
      canary: { events: canary.events + more * usual, requests: canary.requests + more },
      stable: { events: times * stable.events, requests: times * stable.requests },
    };
  };
  return { errors: pair(errors), slow: slow.map(pair) };
};

/** The canary alone beside what stable has shown, before and in this rollout. */
export const pairsAlone = ({ canaryAlone }: Compared, baseline: Baseline, control: Control): Pairs => {
  const shown = standardised(control.seen, canaryAlone);
  return {
    errors: {
      canary: errorsOf(canaryAlone),
      stable: knownNow(errorsBefore(baseline, canaryAlone), errorsOf(shown)),
    },
    slow: baseline.latencyBounds.map((bound) => ({
      canary: slowerThan(canaryAlone, bound.index),
      stable: knownNow(slowerBefore(baseline, bound, canaryAlone), slowerThan(shown, bound.index)),
    })),
  };
};
