import type { Runtime } from '@temporalio/worker';
import { BakeWatcher } from '../activities/watching/watcher.ts';
import { tallyOfWatches } from './metrics/watches.ts';

/** What tells a worker to stop, as Temporal's own handler has it. */
const SIGNALS = ['SIGTERM', 'SIGINT', 'SIGQUIT', 'SIGUSR2'] as const;

/**
 * What watches bakes for a worker, and hands them over as soon as the process is told to stop.
 *
 * @param most how many bakes may be watched at once
 */
export function ownWatcher(most: number, { metricMeter, logger }: Runtime) {
  const watcher = new BakeWatcher(most, tallyOfWatches(most, metricMeter, logger));
  const handOver = () => void watcher.stop();
  for (const signal of SIGNALS) process.on(signal, handOver);
  return {
    watcher,
    /** Answers once all is handed over. */
    async close(): Promise<void> {
      for (const signal of SIGNALS) process.off(signal, handOver);
      await watcher.stop();
    },
  };
}
