import type { AwsCall } from '../../activities/rehearsal/rehearsed.ts';
import type { UsualTraffic } from '../../workflows/rollout/judge/usual-traffic.ts';
import type { HourOfTraffic } from './whole-hours.ts';
import type { TrafficSplit } from '../../workflows/rollout/traffic-split.ts';

/** One thing that a rollout would do, when everything goes well. */
export interface Stage {
  readonly what: string;
  /** Seconds after the canary is ready, at the earliest; negative before that. */
  readonly afterSeconds: number;
  readonly before: TrafficSplit;
  readonly after: TrafficSplit;
  /** The calls that write, in order. */
  readonly calls: readonly AwsCall[];
}

/** What a rollout would do, until something stands in its way. */
export interface Forecast {
  readonly stable: string | undefined;
  /** What stable gets, where its metrics tell. */
  readonly traffic?: UsualTraffic;
  /** What it got in the hours of the last day that they tell all of. */
  readonly hours?: readonly HourOfTraffic[];
  readonly stages: readonly Stage[];
  /** Where ECS makes them: the tasks that run beside stable's, and what on. */
  readonly besides?: { readonly tasks: number; readonly launchType: string };
  /** The sentence that the rollout would end with instead, if it would not get through. */
  readonly obstacle: string | undefined;
}
