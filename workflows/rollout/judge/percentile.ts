/**
 * A percentile (0 to 100) of a histogram in ms, interpolated within its bucket as Prometheus's
 * `histogram_quantile` does; Infinity if it lies above the last bound, undefined without requests.
 */
export function percentileOf(
  latency: readonly number[],
  boundsMs: readonly number[],
  percentile: number,
): number | undefined {
  const total = latency.reduce((a, b) => a + b, 0);
  if (total === 0) return undefined;
  const rank = (percentile / 100) * total;
  let below = 0;
  for (const [i, upper] of boundsMs.entries()) {
    const count = latency[i] ?? 0;
    if (count > 0 && below + count >= rank) {
      const lower = boundsMs[i - 1] ?? 0;
      return lower + ((upper - lower) * (rank - below)) / count;
    }
    below += count;
  }
  return Infinity;
}
