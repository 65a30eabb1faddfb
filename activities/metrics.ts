import type { JudgeSpec, MetricsSpec } from '../workflows/rollout/plan.ts';
import { errorCountWindow, judgeErrorCount } from '../workflows/rollout/judge/error-count.ts';
import type { Verdict } from '../workflows/rollout/judge/verdict.ts';
import type { MetricSource, Versions } from './metric-sources/source.ts';

/** A check: whose metrics, judged how, from when on and at what time (epoch seconds). */
export interface Check {
  readonly metrics: MetricsSpec;
  readonly judge: JudgeSpec;
  readonly versions: Versions;
  readonly trafficSince: number;
  readonly now: number;
}

export function createMetricsActivities(sourceFor: (spec: MetricsSpec) => MetricSource) {
  return {
    /** Reads the metrics and puts the plan's question to them. */
    async judgeStep({ metrics, judge, versions, trafficSince, now }: Check): Promise<Verdict> {
      const window = errorCountWindow(judge, trafficSince, now);
      const buckets = await sourceFor(metrics).read(versions, window);
      return judgeErrorCount(judge, buckets, window);
    },
  };
}
