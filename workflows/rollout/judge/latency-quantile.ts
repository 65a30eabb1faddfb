/**
 * How the latencies of a histogram are distributed. Between two bounds they are read as log-logistic (a line between the logits of
 * shares over ln ms): near the truth for the usual long-tailed latencies, and for requests that all take about the same time much
 * nearer than a straight line.
 */
export interface Shape {
  readonly boundsMs: readonly number[];
  /** Requests up to each bound, and in all. */
  readonly upTo: readonly number[];
  readonly total: number;
}

/** Without requests there is no shape. */
export function shapeOf(latency: readonly number[], boundsMs: readonly number[]): Shape | undefined {
  const total = latency.reduce((a, b) => a + b, 0);
  if (total === 0) return undefined;
  let sum = 0;
  return { boundsMs, total, upTo: boundsMs.map((_, i) => (sum += latency[i] ?? 0)) };
}

/** The latency in ms that a share of the requests does not exceed; Infinity above the last bound. */
export function latencyAt(shape: Shape, share: number): number {
  const { upTo, total } = shape;
  const between = betweenBounds(
    shape,
    upTo.findIndex((count) => count > 0 && count / total >= share),
  );
  if (!between) return Infinity;
  const { lowerMs, upperMs, from, to } = between;
  if (lowerMs === 0) return (upperMs * share) / to;
  const [a, at, b] = [logit(from, total), logit(share, total), logit(to, total)];
  const part = b > a ? Math.min(1, Math.max(0, (at - a) / (b - a))) : 1;
  return lowerMs * (upperMs / lowerMs) ** part;
}

/** The share of requests that takes no longer than `ms`. */
export function shareUpTo(shape: Shape, ms: number): number {
  const { boundsMs, upTo, total } = shape;
  const between = betweenBounds(
    shape,
    boundsMs.findIndex((bound) => bound >= ms),
  );
  if (!between) return (upTo.at(-1) ?? 0) / total;
  const { lowerMs, upperMs, from, to } = between;
  if (lowerMs === 0) return (to * ms) / upperMs;
  const part = Math.log(ms / lowerMs) / Math.log(upperMs / lowerMs);
  const [a, b] = [logit(from, total), logit(to, total)];
  return 1 / (1 + Math.exp(-(a + part * (b - a))));
}

/** The bucket that ends with a bound: between which times, and which shares, it lies. */
function betweenBounds({ boundsMs, upTo, total }: Shape, i: number) {
  const [upperMs, to] = [boundsMs[i], upTo[i]];
  if (upperMs === undefined || to === undefined) return undefined;
  return { lowerMs: boundsMs[i - 1] ?? 0, upperMs, from: (upTo[i - 1] ?? 0) / total, to: to / total };
}

/** Nobody of a few is not nobody of all: no share is nearer to 0 or 1 than half a request. */
function logit(share: number, total: number): number {
  const inside = Math.min(1 - 0.5 / total, Math.max(0.5 / total, share));
  return Math.log(inside / (1 - inside));
}
