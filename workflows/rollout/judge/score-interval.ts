/** Events among requests. */
export interface Proportion {
  readonly events: number;
  readonly requests: number;
}

/** Wilson's score interval (1927) at `z` standard deviations; without requests it is [0, 1]. */
export function wilsonInterval(
  { events, requests }: Proportion,
  z: number,
): { lower: number; upper: number } {
  if (requests === 0) return { lower: 0, upper: 1 };
  const p = events / requests;
  const centre = p + (z * z) / (2 * requests);
  const spread = z * Math.sqrt((p * (1 - p)) / requests + (z * z) / (4 * requests * requests));
  const scale = 1 + (z * z) / requests;
  return { lower: Math.max(0, (centre - spread) / scale), upper: Math.min(1, (centre + spread) / scale) };
}

/** Upper bound of `a − b` by Newcombe's hybrid score interval (1998, method 10); 1 if a side has no requests. */
export function newcombeUpperBound(a: Proportion, b: Proportion, z: number): number {
  if (a.requests === 0 || b.requests === 0) return 1;
  const rateA = a.events / a.requests;
  const rateB = b.events / b.requests;
  return rateA - rateB + Math.hypot(wilsonInterval(a, z).upper - rateA, rateB - wilsonInterval(b, z).lower);
}
