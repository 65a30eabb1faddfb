/** How long before it people are told once more that what they are asked will be settled without them. */
const TOLD_SECONDS = 3600;

/** Until when people are waited for; epoch seconds. */
export interface Patience {
  readonly until: number;
  /** When the traffic goes back though nobody asks for it, where that is near. */
  readonly goesBackAt?: number;
}

/**
 * Until when people can be waited for that a plan gives time until a moment, where what keeps the weight takes it back by itself at another.
 * All in epoch seconds. Pure.
 */
export function patience(planned: number, givesUpAt: number | undefined, now: number): Patience {
  if (givesUpAt === undefined) return { until: planned };
  const until = Math.min(planned, givesUpAt);
  return givesUpAt - now <= TOLD_SECONDS ? { until, goesBackAt: givesUpAt } : { until };
}
