import { stepAfter, stepAt } from './ladder.ts';
import { trafficSince, type Facts, type Situation, type WeightChange } from './situation.ts';
import type { Span } from './verdict.ts';

/** Periods begin at multiples of this. */
const gridOf = ({ bucketSeconds, gridSeconds = bucketSeconds }: Facts): number => gridSeconds;

/** How long after the beginning of a period the canary's first traffic may come for the period to count as its first. */
const toleranceSeconds = (facts: Facts): number => Math.min(2, gridOf(facts) / 5);

/** How long to wait at `now` for a period to begin, so that the first shift is followed by whole periods; 0 when one just has. */
export const secondsToPeriod = (facts: Facts, now: number): number =>
  Math.max(0, firstPeriod(facts, now) - now);

/** When the first period begins in which everything is counted since a moment; nothing of before counts with it. */
export function firstPeriod(facts: Facts, since: number): number {
  const grid = gridOf(facts);
  return Math.ceil((since - toleranceSeconds(facts)) / grid) * grid;
}

/** The end of the last whole period that had ended at a moment, of those that follow `first`. */
const wholeUntil = ({ bucketSeconds }: Facts, first: number, moment: number): number =>
  first + Math.max(0, Math.floor((moment - first) / bucketSeconds + 1e-6)) * bucketSeconds;

/**
 * When a step can be checked by the periods of its bake: the last whole one of them, at least one since the first traffic,
 * has ended and can be read. What a step's last seconds hold beyond that is for the next check; the last step has none, so
 * its check waits for the period in which its bake ends. Epoch seconds.
 */
export function checkableAt(situation: Situation, facts: Facts): number {
  const { bucketSeconds, lagSeconds } = facts;
  const { since, bakeSeconds, isLast } = present(situation);
  const first = firstPeriod(facts, trafficSince(situation));
  const bakeEnd = since + Math.max(bakeSeconds, bucketSeconds);
  const rest = isLast ? bucketSeconds - toleranceSeconds(facts) : 0;
  return Math.max(first + bucketSeconds, wholeUntil(facts, first, bakeEnd + rest)) + lagSeconds;
}

/**
 * The whole periods that a check at `now` looks at, up to the last that can be read: back by the window, and at least to
 * where the checks of earlier steps ended, so that nothing goes unwatched; never to before the first traffic.
 */
export function checkWindow(windowSeconds: number, situation: Situation, facts: Facts, now: number): Span {
  const { seenUntil, bakeSeconds } = present(situation);
  const first = firstPeriod(facts, trafficSince(situation));
  const to = wholeUntil(facts, first, now - facts.lagSeconds);
  const back = Math.min(to - Math.max(windowSeconds, bakeSeconds), seenUntil ?? first);
  return { from: wholeUntil(facts, first, back), to };
}

function present({ weights, steps }: Situation) {
  const { since, weight, seenUntil }: WeightChange = weights.at(-1) ?? { since: 0, weight: 0 };
  const bakeSeconds = stepAt(steps, weight)?.bakeSeconds ?? 0;
  return { since, seenUntil, bakeSeconds, isLast: stepAfter(steps, weight) === undefined };
}
