import { add, type Counts, errorsOf } from './bucket.ts';
import { type Proportion, wilsonInterval } from './score-interval.ts';

/**
 * What stable has shown in this rollout, in all: a second control beside the stable of the same bucket. It is
 * there where stable gets hardly any traffic any more, and it knows what kind of a day this is.
 */
export interface Control {
  readonly seen: Counts;
  /** Its buckets of the last minute; `to` in epoch seconds. */
  readonly recent: readonly { readonly to: number; readonly errors: Proportion }[];
}

const nothing: Proportion = { events: 0, requests: 0 };
export const noControl: Control = { seen: { requests: 0, errors: 0 }, recent: [] };

const recentSeconds = 60;

/** Adds a bucket that ends at `to`; one without stable only lets time pass. */
export function addToControl(before: Control, stable: Counts | undefined, to: number): Control {
  const recent = before.recent.filter((bucket) => bucket.to > to - recentSeconds);
  if (!stable) return { ...before, recent };
  return {
    seen: add(before.seen, stable),
    recent: [...recent, { to, errors: errorsOf(stable) }],
  };
}

/** What stable failed in its last bucket, and in the last minute. */
export const recentErrors = ({ recent }: Control): Proportion[] => [
  recent.at(-1)?.errors ?? nothing,
  sum(recent.map(({ errors }) => errors)),
];

/** Two samples contradict each other when Wilson's intervals at this many standard deviations are apart. */
const contradictionZ = 3;

/** Before and now together as long as they may be the same; otherwise now alone, since the day is another. */
export function knownNow(before: Proportion, now: Proportion): Proportion {
  const [a, b] = [wilsonInterval(before, contradictionZ), wilsonInterval(now, contradictionZ)];
  const apart = a.upper < b.lower || b.upper < a.lower;
  return apart ? now : sum([before, now]);
}

const unknownErrorRate = 1e-3;
const lowestErrorRate = 1e-4;

/** Best guess of an error rate, above 0. */
export const errorRateOf = ({ events, requests }: Proportion): number =>
  requests === 0 ? unknownErrorRate : Math.max(lowestErrorRate, (events + 0.5) / (requests + 1));

const sum = (proportions: readonly Proportion[]): Proportion => ({
  events: proportions.reduce((total, { events }) => total + events, 0),
  requests: proportions.reduce((total, { requests }) => total + requests, 0),
});
