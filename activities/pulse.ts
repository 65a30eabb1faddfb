import { Context, heartbeat, metricMeter, sleep } from '@temporalio/activity';
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
  /** Shows a verdict's numbers to whoever scrapes the worker: `serin_verdict{rollout, judge, number}`. */
  publish(verdict: Verdict): void;
}

/** The pulse of an activity that Temporal runs. A sleep ends early when the activity is cancelled. */
export const temporalPulse: Pulse = {
  now: () => Date.now() / 1000,
  sleep: (seconds) => sleep(seconds * 1000),
  beat: (details) => heartbeat(details),
  remembered: <T>() => Context.current().info.heartbeatDetails as T | undefined,
  publish({ judge, numbers }) {
    const rollout = Context.current().info.workflowExecution?.workflowId ?? '';
    const gauge = metricMeter.createGauge(
      'serin_verdict',
      'float',
      undefined,
      "A number of a rollout's last verdict",
    );
    for (const [number, value] of Object.entries(numbers)) gauge.set(value, { rollout, judge, number });
  },
};
