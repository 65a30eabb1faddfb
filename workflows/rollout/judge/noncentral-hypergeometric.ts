import { lnFactorial } from './ln-factorial.ts';

/** One 2 × 2 table: how many of all events fell on the canary's requests. */
export interface Table {
  readonly canaryRequests: number;
  readonly canaryEvents: number;
  readonly stableRequests: number;
  readonly stableEvents: number;
}

/**
 * ln of the likelihood of an odds ratio `w` against 1, given the table's margins: exact, whatever the common
 * rate is. The number of events on the canary is then Fisher's noncentral hypergeometric variable:
 * `x ln w − ln P(w) + ln P(1)`, `P(w) = Σ C(n_c, x) C(n_s, E − x) w^x`. Its exponential has expectation 1
 * where the odds are equal. 0 if no event was seen or a side is empty.
 */
export function lnOddsLikelihoodRatio(table: Table, w: number): number {
  const { canaryRequests, canaryEvents, stableRequests } = table;
  const events = canaryEvents + table.stableEvents;
  if (events === 0 || canaryRequests === 0 || stableRequests === 0) return 0;
  // P(1) has a closed form: Vandermonde's identity.
  const lnP1 = lnChoose(canaryRequests + stableRequests, events);
  return canaryEvents * Math.log(w) - lnP(canaryRequests, stableRequests, events, w) + lnP1;
}

/** Sums outwards from the largest term: terms fall faster than geometrically, so the ends do not matter. */
function lnP(n1: number, n2: number, events: number, w: number): number {
  const lowest = Math.max(0, events - n2);
  const highest = Math.min(n1, events);
  const mode = modeOf(n1, n2, events, w, lowest, highest);
  let sum = 1;
  for (let x = mode, term = 1; x < highest && term > Number.EPSILON * sum; x++) {
    term *= ((n1 - x) * (events - x) * w) / ((x + 1) * (n2 - events + x + 1));
    sum += term;
  }
  for (let x = mode, term = 1; x > lowest && term > Number.EPSILON * sum; x--) {
    term *= (x * (n2 - events + x)) / ((n1 - x + 1) * (events - x + 1) * w);
    sum += term;
  }
  return lnChoose(n1, mode) + lnChoose(n2, events - mode) + mode * Math.log(w) + Math.log(sum);
}

/** The smaller root of `term(x) = term(x − 1)`, a quadratic in x. */
function modeOf(n1: number, n2: number, events: number, w: number, lowest: number, highest: number): number {
  const c = w * (n1 + 1) * (events + 1);
  const b = w * (n1 + events + 2) + n2 - events;
  const root = (2 * c) / (b + Math.sqrt(Math.max(0, b * b - 4 * (w - 1) * c)));
  return Math.min(highest, Math.max(lowest, Math.floor(root)));
}

const lnChoose = (n: number, k: number): number => lnFactorial(n) - lnFactorial(k) - lnFactorial(n - k);
