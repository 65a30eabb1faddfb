import { add, type Bucket, type Counts } from './bucket.ts';

/** So many strata are told apart, those with the most of stable's requests; what is left of the others is one more. */
const MOST_STRATA = 12;
const OTHERS = 'others';

/** The strata that a history knows, those with the most requests first. */
export function strataOf(history: readonly Bucket[]): string[] {
  const requests = new Map<string, number>();
  for (const { stable } of history)
    for (const [name, counts] of Object.entries(stable?.strata ?? {}))
      requests.set(name, (requests.get(name) ?? 0) + counts.requests);
  return [...requests]
    .toSorted(([, a], [, b]) => b - a)
    .slice(0, MOST_STRATA)
    .map(([name]) => name);
}

/**
 * A side by the strata that are told apart; without any, as one. A side that has none of those is one whose tasks are told apart: two
 * versions share endpoints and zones, but no task.
 */
export function stratified({ strata, ...whole }: Counts, known: readonly string[]): Counts {
  if (!strata || known.length === 0) return whole;
  const names = Object.keys(strata);
  if (!names.some((name) => known.includes(name))) return { ...whole, tasks: names.length };
  const folded: Record<string, Counts> = {};
  for (const [name, counts] of Object.entries(strata)) {
    const place = known.includes(name) ? name : OTHERS;
    const before = folded[place];
    folded[place] = before ? add(before, counts) : counts;
  }
  return { ...whole, strata: folded };
}

/** The strata that are each one of its own. */
export const toldApart = ({ strata = {} }: Counts): Counts[] =>
  Object.entries(strata).flatMap(([name, counts]) => (name === OTHERS ? [] : [counts]));

/** Both sides of each stratum that both have; where a side has none, both as a whole. */
export function byStratum(canary: Counts, stable: Counts): readonly (readonly [Counts, Counts])[] {
  if (!canary.strata || !stable.strata) return [[canary, stable]];
  const ofStable = stable.strata;
  return Object.entries(canary.strata).flatMap(([name, counts]) => {
    const beside = ofStable[name];
    return beside ? [[counts, beside] as const] : [];
  });
}

/**
 * Stable as it would have been with the canary's mix of strata (direct standardisation): each stratum weighs as much as it does of the
 * canary's requests. It has as many requests as make a rate of the same variance, `1 / Σ w² / n`.
 */
export function standardised(stable: Counts, canary: Counts): Counts {
  if (!canary.strata || !stable.strata) return stable;
  const pairs = byStratum(canary, stable).filter(([a, b]) => a.requests > 0 && b.requests > 0);
  const all = pairs.reduce((sum, [{ requests }]) => sum + requests, 0);
  if (all === 0) return stable;
  const weighed = pairs.map(([{ requests }, beside]) => ({ weight: requests / all, beside }));
  const requests = 1 / weighed.reduce((sum, { weight, beside }) => sum + weight ** 2 / beside.requests, 0);
  const scaled = weighed.map(({ weight, beside }) => scale(beside, (weight * requests) / beside.requests));
  return { ...scaled.reduce(add), requests };
}

const scale = ({ requests, errors, latency }: Counts, factor: number): Counts => ({
  requests: factor * requests,
  errors: factor * errors,
  ...(latency && { latency: latency.map((count) => factor * count) }),
});
