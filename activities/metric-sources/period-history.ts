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
  const day = await read({ from: before - 24 * HOUR, to: before }, HOUR);
  const buckets = await read({ from: before - HOUR, to: before }, periodSeconds);
  return { total: totalOfStable(day), buckets };
}
