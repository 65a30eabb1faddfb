import type { Quota } from '../../activities/rehearsal/rehearsed.ts';
import type { Limits, RolloutPlan } from '../../workflows/rollout/plan.ts';
import { describeSplit, sameSplit } from '../../workflows/rollout/traffic-split.ts';
import { durationText } from '../render/duration.ts';
import { otherText, type Other } from '../rollouts/others.ts';
import type { Running } from '../rollouts/running.ts';
import type { Footprint, Prices } from './footprint.ts';
import type { Forecast, Stage } from './forecast.ts';
import { timingText } from './timing-text.ts';
import { trafficText } from './traffic-text.ts';
import { readsText } from './reads-text.ts';
import { writesText } from './writes-text.ts';

/** Everything that `serin plan` tells. */
export interface PlanReport {
  readonly plan: RolloutPlan;
  readonly forecast: Forecast;
  readonly footprint: Footprint | undefined;
  readonly prices: Prices;
  readonly quotas: readonly Quota[];
  /** A rollout of the service that is under way: all else is of the midst of it. */
  readonly running: Running;
  /** Rollouts of other services that change the same now. */
  readonly others: readonly Other[];
  /** A sentence about what is shifted together with what the plan's router names, where there is more. */
  readonly together: string | undefined;
}

/** A report for people. */
export function planText({
  plan,
  forecast,
  footprint,
  prices,
  quotas,
  running,
  others,
  together,
}: PlanReport): string {
  const { environment, service, version } = plan;
  const { stable, traffic, stages, obstacle } = forecast;
  const head = `${environment}/${service}: ${version.id} (${version.image})`;
  const isFirst = stable === undefined;
  const taken = { ...plan, steps: isFirst ? plan.steps.slice(-1) : plan.steps };
  const rest =
    obstacle === undefined
      ? [
          ...(isFirst && running.kind !== 'running'
            ? ['a first deployment: no version serves yet, so it gets all traffic in one step']
            : []),
          ...(together === undefined ? [] : [together]),
          ...limitLines(taken, stages),
          ...timingText(taken),
          ...writesText(stages),
          ...readsText(plan),
          ...(traffic ? trafficText(plan, traffic) : []),
          ...costLines(footprint, prices),
          ...quotas.map(
            ({ what, takes, limit }) => `quota: ${takes}${limit === undefined ? '' : ` of ${limit}`} ${what}`,
          ),
        ]
      : [`it would end here: ${obstacle}`];
  return [
    isFirst ? head : `${head} after ${stable}`,
    ...runningLines(running),
    ...others.map(otherText),
    ...stages.flatMap(stageLines),
    '',
    ...rest,
    'nothing has been changed',
  ].join('\n');
}

function runningLines(running: Running): string[] {
  switch (running.kind) {
    case 'none':
      return [];
    case 'running':
      return [`a rollout is in progress (${running.what}): this plan starts in the middle of it`];
    case 'unknown':
      return [`it is not known whether a rollout is in progress: ${running.why}`];
  }
}

function stageLines({ what, afterSeconds, before, after, calls }: Stage): string[] {
  const when = afterSeconds < 0 ? 'at once' : `ready + ${durationText(afterSeconds)}`;
  const traffic = sameSplit(before, after) ? '' : `: ${describeSplit(before)} → ${describeSplit(after)}`;
  return [
    '',
    `${when.padEnd(16)}  ${what}${traffic}`,
    ...calls.map((call) => `${''.padEnd(18)}${call.service} ${call.action} ${partsText(call.told)}`),
  ];
}

const partsText = (parts: object): string =>
  Object.entries(parts)
    .map(([name, value]) => `${name} ${valueText(value)}`)
    .join(', ');

const valueText = (value: unknown): string =>
  typeof value === 'string' ? value : JSON.stringify(value).replaceAll('"', '');

function limitLines({ limits, steps, keepOldSeconds }: RolloutPlan, stages: readonly Stage[]): string[] {
  const end = stages.at(-1)?.afterSeconds ?? 0;
  const gates = steps.filter(({ gate }) => gate !== undefined).length;
  const deadlines: readonly [keyof Limits, string][] = [
    ['readySeconds', 'the new version has to be ready within'],
    ['extensionSeconds', 'a step that proves nothing is extended by up to'],
    ['holdSeconds', 'held for a person for up to'],
    ['rolloutSeconds', 'everything has to end within'],
  ];
  return [
    `ends at the earliest ${durationText(Math.max(0, end))} after the new version is ready${gates > 0 ? `, and ${gates === 1 ? 'an approval' : `${gates} approvals`}` : ''}`,
    ...(keepOldSeconds === undefined
      ? []
      : [
          `the old version is kept for ${durationText(keepOldSeconds)} of that, once the final bake has passed`,
        ]),
    ...deadlines.map(([limit, words]) => `${words} ${durationText(limits[limit])}`),
  ];
}

function costLines(footprint: Footprint | undefined, { vcpuHour, gbHour }: Prices): string[] {
  if (footprint === undefined) return ['extra tasks: as many as the template creates'];
  const { tasks, vcpu, memoryGb, taskHours, cost, launchType } = footprint;
  const size = `extra tasks: up to ${tasks} of ${vcpu} vCPU and ${memoryGb} GB (${launchType}), ${taskHours.toFixed(2)} task hours`;
  if (cost === undefined) return [`${size}; no price of their own`];
  return [
    `${size}, about ${cost.toFixed(2)} USD at ${vcpuHour} a vCPU hour and ${gbHour} a GB hour (us-east-1, Linux on x86; say yours by --vcpu-hour, --gb-hour)`,
  ];
}
