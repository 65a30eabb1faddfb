import type { History } from '../../workflows/rollout/judge/baseline.ts';
import { totalOfStable, type Bucket } from '../../workflows/rollout/judge/bucket.ts';
import type { Span } from '../../workflows/rollout/judge/verdict.ts';

const HOUR = 3600;

/** How a version did before a moment (epoch seconds), from a source that can be read in periods of any length. */
export async function historyBefore(
  before: number,
  periodSeconds: number,
  read: (span: Span, periodSeconds: number) => Promise<readonly Bucket[]>,
): Promise<History> {
  // Some sources begin periods at whole seconds alone.
  const to = Math.floor(before);
  const hours = await read({ from: to - 24 * HOUR, to }, HOUR);
  const buckets = await read({ from: to - HOUR, to }, periodSeconds);
  return { ...(hours.length > 0 && { total: totalOfStable(hours), hours }), buckets };
}
