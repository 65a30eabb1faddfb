import { add, type Bucket, type Counts } from './bucket.ts';
import { percentileOf } from './percentile.ts';
import type { Objective, ThresholdSpec } from './threshold-spec.ts';
import type { Span, Verdict } from './verdict.ts';

/** One interval, measured. */
type Measurement =
  | { readonly kind: 'pass' | 'noData'; readonly requests: number }
  | { readonly kind: 'fail'; readonly requests: number; readonly miss: string };

/**
 * Measures each interval of the window and fails on more than `failureLimit` misses. An interval without data
 * is neither good nor bad, and has a say of its own: `onNoData`. Nothing outside the window counts, so that an
 * old miss is forgotten. `window` ends where the metrics do; a canary without whole intervals has only one.
 */
export function judgeThreshold(
  spec: ThresholdSpec,
  buckets: readonly Bucket[],
  window: Span,
  latencyBoundsMs: readonly number[] = [],
): Verdict {
  const measurements = intervals(spec, window).map((span) =>
    measure(spec, countsWithin(buckets, span), latencyBoundsMs),
  );
  const misses = measurements.flatMap((measured) => (measured.kind === 'fail' ? [measured.miss] : []));
  const empty = measurements.filter(({ kind }) => kind === 'noData').length;
  const failed = misses.length + (spec.onNoData === 'fail' ? empty : 0);
  const requests = measurements.reduce((sum, measured) => sum + measured.requests, 0);
  const record = {
    judge: spec.kind,
    window,
    numbers: {
      requests,
      measurements: measurements.length,
      failed,
      noData: empty,
      failureLimit: spec.failureLimit,
    },
  };
  const of = `${failed} of ${measurements.length} measurements of the canary failed, ${spec.failureLimit} allowed`;

  if (failed > spec.failureLimit) {
    const last = misses.at(-1) ?? `fewer than ${spec.minSamples} requests`;
    return { kind: 'fail', reason: `threshold: ${of}; last: ${last}`, ...record };
  }
  if (empty > 0 && spec.onNoData === 'inconclusive') {
    const reason = `threshold: ${empty} of ${measurements.length} intervals had too few requests (of at least ${spec.minSamples})`;
    return { kind: 'inconclusive', reason, ...(requests === 0 && { silent: true as const }), ...record };
  }
  return { kind: 'pass', reason: `threshold: ${of}`, ...record };
}

/** Whole intervals, the newest last; what is left over at the beginning only counts if there is nothing else. */
function intervals({ intervalSeconds }: ThresholdSpec, { from, to }: Span): Span[] {
  const whole = Math.floor((to - from) / intervalSeconds);
  if (whole < 1) return [{ from, to }];
  return Array.from({ length: whole }, (_, i) => ({
    from: to - (whole - i) * intervalSeconds,
    to: to - (whole - i - 1) * intervalSeconds,
  }));
}

/** Buckets that begin within the span, added up. */
function countsWithin(buckets: readonly Bucket[], { from, to }: Span): Counts {
  return buckets
    .filter((bucket) => bucket.from >= from && bucket.from < to)
    .reduce<Counts>((sum, { canary }) => (canary ? add(sum, canary) : sum), { requests: 0, errors: 0 });
}

function measure(spec: ThresholdSpec, counts: Counts, boundsMs: readonly number[]): Measurement {
  const { requests } = counts;
  // Nothing divided by nothing is no measurement, even where no sample is asked for.
  if (requests < Math.max(1, spec.minSamples)) return { kind: 'noData', requests };
  let missing = false;
  for (const objective of spec.objectives) {
    const miss = missOf(objective, counts, boundsMs);
    if (typeof miss === 'string') return { kind: 'fail', requests, miss };
    missing ||= miss === undefined;
  }
  return { kind: missing ? 'noData' : 'pass', requests };
}

/** What is wrong, as words; false if nothing is, undefined if nobody knows. */
function missOf(
  objective: Objective,
  counts: Counts,
  boundsMs: readonly number[],
): string | false | undefined {
  switch (objective.metric) {
    case 'successRate': {
      const rate = 1 - counts.errors / counts.requests;
      return (
        rate < objective.atLeast && `success rate ${percent(rate)} is below ${percent(objective.atLeast)}`
      );
    }
    case 'latency': {
      const { percentile, atMostMs } = objective;
      const ms = percentileOf(counts.latency ?? [], boundsMs, percentile);
      if (ms === undefined) return undefined;
      const shown = ms === Infinity ? `more than ${boundsMs.at(-1)}` : Math.round(ms);
      return ms > atMostMs && `p${percentile} latency is ${shown} ms, above ${atMostMs} ms`;
    }
  }
}

const percent = (fraction: number): string => `${(100 * fraction).toFixed(2)} %`;
