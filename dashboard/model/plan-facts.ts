import { durationText } from '../../client/render/duration.ts';
import type { Limits, RolloutPlan } from '../../workflows/rollout/plan.ts';

/** One thing that a plan says, for people. */
export interface PlanFact {
  readonly name: string;
  readonly text: string;
}

const LIMITS: Readonly<Record<keyof Limits, string>> = {
  readySeconds: 'ready within',
  extensionSeconds: 'extended by up to',
  holdSeconds: 'held for up to',
  rolloutSeconds: 'ends within',
  cleanUpSeconds: 'cleaned up for up to',
  drainSeconds: 'drained for',
};

/** What a plan says of how a rollout goes. Nothing of what its tasks are given, which may be secret. */
export function planFacts(plan: RolloutPlan | undefined): PlanFact[] {
  if (plan === undefined) return [];
  const { version, judge, onInconclusive, onDrift, ifRunning, limits, notifications = [] } = plan;
  const { kind, ...settings } = judge;
  return [
    {
      name: 'image',
      text: version.digest === undefined ? version.image : `${version.image}, ${version.digest}`,
    },
    { name: 'traffic', text: placeOf(plan) },
    { name: 'judge', text: [kind, ...Object.entries(settings).flatMap(settingText)].join(', ') },
    { name: 'if inconclusive', text: onInconclusive },
    { name: 'if others change weights', text: onDrift },
    ...(ifRunning === undefined ? [] : [{ name: 'if another one runs', text: ifRunning }]),
    ...(Object.keys(LIMITS) as (keyof Limits)[]).map((limit) => ({
      name: LIMITS[limit],
      text: durationText(limits[limit]),
    })),
    ...(notifications.length === 0
      ? []
      : [{ name: 'tells', text: notifications.map(({ name }) => name).join(', ') }]),
  ];
}

function placeOf({ driver }: RolloutPlan): string {
  if (driver.kind === 'ecsNative')
    return `shifted by ECS: service ${driver.service} of cluster ${driver.cluster}`;
  const { kind, ...place } = driver.router;
  return [kind, ...Object.entries(place).flatMap(placeText)].join(', ');
}

/** A name of what splits the traffic, by what is named; a rule has a name of several parts. */
const placeText = ([name, value]: readonly [string, unknown]): string[] =>
  typeof value === 'object' && value !== null
    ? [`${name}: ${Object.entries(value).flatMap(settingText).join(', ')}`]
    : settingText([name, value]);

const settingText = ([name, value]: readonly [string, unknown]): string[] =>
  typeof value === 'number' || typeof value === 'string' ? [`${name} ${value}`] : [];
