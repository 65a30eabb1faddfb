import type { Point } from '../series-store.ts';

/**
 * What a counter grew by over a range of time, from the points in it; undefined with fewer than two. What lies between
 * the points and the ends of the range is estimated as Prometheus does (promql/functions.go, `extrapolatedRate`).
 */
export function extrapolatedIncrease(
  points: readonly Point[],
  start: number,
  end: number,
): number | undefined {
  const [first, last] = [points[0], points.at(-1)];
  if (!first || !last || points.length < 2) return undefined;
  const sampled = last.time - first.time;
  const average = sampled / (points.length - 1);
  const grown = increaseOf(points);
  return (
    (grown * (sampled + gapBefore(first, start, grown, sampled, average) + gap(end - last.time, average))) /
    sampled
  );
}

/** A point smaller than the one before tells of a counter that has started anew. */
function increaseOf(points: readonly Point[]): number {
  return points.reduce((sum, { value }, i) => {
    const before = points[i - 1]?.value ?? value;
    return sum + (value < before ? value : value - before);
  }, 0);
}

function gapBefore(first: Point, start: number, grown: number, sampled: number, average: number): number {
  const before = gap(first.time - start, average);
  // No counter was ever below zero.
  const sinceZero = grown > 0 && first.value >= 0 ? sampled * (first.value / grown) : Infinity;
  return Math.min(before, sinceZero);
}

/** A gap wider than usual tells that the series began or ended there, on average in the middle of two points. */
const gap = (seconds: number, average: number): number => (seconds >= 1.1 * average ? average / 2 : seconds);
