import { Context, heartbeat, metricMeter, sleep } from '@temporalio/activity';
import type { MetricsSpec } from '../workflows/rollout/metrics-spec.ts';
import type { Verdict } from '../workflows/rollout/judge/verdict.ts';

/** The time of day, and the signs of life of an activity that takes long. */
export interface Pulse {
  /** Epoch seconds. */
  now(): number;
  sleep(seconds: number): Promise<void>;
  /** Says that it is alive, with what a next attempt needs to go on. */
  beat(details: unknown): void;
  /** What the last attempt said when it was alive. */
  remembered<T>(): T | undefined;
  /** Shows what a watch has seen last to whoever scrapes the worker; nothing any more once it has ended. */
  show(verdict: Verdict | undefined): void;
  /** Counts a look at the metrics of a source, which could be read or not. */
  looked(source: MetricsSpec['kind'], result: 'read' | 'failed'): void;
}

const watched = new Map<string, Verdict>();

/** What the watches under way in this worker have seen last, by their rollout's workflow id. */
export const watchedVerdicts: ReadonlyMap<string, Verdict> = watched;

/** The pulse of an activity that Temporal runs. A sleep ends early when the activity is cancelled. */
export const temporalPulse: Pulse = {
  now: () => Date.now() / 1000,
  sleep: (seconds) => sleep(seconds * 1000),
  beat: (details) => heartbeat(details),
  remembered: <T>() => Context.current().info.heartbeatDetails as T | undefined,
  show(verdict) {
    const rollout = Context.current().info.workflowExecution?.workflowId ?? '';
    if (verdict) watched.set(rollout, verdict);
    else watched.delete(rollout);
  },
  looked: (source, result) =>
    metricMeter
      .createCounter('serin_metric_reads_total', undefined, "Looks at a service's metrics")
      .add(1, { source, result }),
};
