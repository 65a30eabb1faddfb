import type { MetricMeter } from '@temporalio/common';
import type { CountLook } from '../../activities/look.ts';

/** Counts looks at metrics as `serin_metric_reads_total{source, result}`. */
export function countLooks(meter: MetricMeter): CountLook {
  const reads = meter.createCounter('serin_metric_reads_total', undefined, "Looks at a service's metrics");
  return (source, result) => reads.add(1, { source, result });
}
