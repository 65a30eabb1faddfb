import type { Logger, MetricMeter } from '@temporalio/common';
import type { WatchTally } from '../../activities/watching/watcher.ts';

/**
 * Tells how many bakes a worker watches as `serin_watches`, of `serin_watches_limit`, and how often it refused one more as
 * `serin_watches_refused_total`. The log is told once each time that it gets full.
 */
export function tallyOfWatches(most: number, meter: MetricMeter, logger: Pick<Logger, 'warn'>): WatchTally {
  const under = meter.createGauge('serin_watches', 'int', undefined, 'Bakes that this worker watches');
  const limit = meter.createGauge('serin_watches_limit', 'int', undefined, 'Bakes that it watches at most');
  const refusals = meter.createCounter(
    'serin_watches_refused_total',
    undefined,
    'Bakes that it left to other workers because it was full',
  );
  let isFull = false;
  limit.set(most);
  under.set(0);
  return {
    watching(watches) {
      under.set(watches);
      if (watches < most) isFull = false;
    },
    refused() {
      refusals.add(1);
      if (!isFull)
        logger.warn(
          `watches ${most} bakes, as many as it may, and leaves others to other workers: start one`,
        );
      isFull = true;
    },
  };
}
