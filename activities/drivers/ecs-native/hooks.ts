import type { DeploymentConfiguration, DeploymentLifecycleHook } from '@aws-sdk/client-ecs';
import type { EcsNativeSpec } from '../../../workflows/rollout/ecs-native-spec.ts';
import { strategyFields } from './strategy.ts';

/** Where ECS has to wait for the rollout: before each step, and with all traffic at the new revision. */
const PAUSED_AT = ['PRE_PRODUCTION_TRAFFIC_SHIFT', 'POST_PRODUCTION_TRAFFIC_SHIFT'] as const;

/**
 * The configuration with which ECS shifts traffic as a plan says, and waits at each step. Whatever else the service has stays, its own
 * hooks and alarms too: a pause of its own at these stages is the rollout's as well.
 */
export function configurationFor(
  { strategy, pauseMinutes }: Pick<EcsNativeSpec, 'strategy' | 'pauseMinutes'>,
  present: DeploymentConfiguration,
): DeploymentConfiguration {
  const { linearConfiguration: _, canaryConfiguration: __, ...kept } = present;
  return {
    ...kept,
    ...strategyFields(strategy),
    bakeTimeInMinutes: 0,
    lifecycleHooks: hooksWith(pauseMinutes, present),
  };
}

/** A configuration's own hooks, and the pause at the stages that have none. */
export function hooksWith(pauseMinutes: number, present: DeploymentConfiguration): DeploymentLifecycleHook[] {
  const { lifecycleHooks = [] } = present;
  const lifecycleStages = stagesWithoutPause(present);
  const own: DeploymentLifecycleHook = {
    targetType: 'PAUSE',
    lifecycleStages,
    timeoutConfiguration: { timeoutInMinutes: pauseMinutes, action: 'ROLLBACK' },
  };
  return lifecycleStages.length === 0 ? lifecycleHooks : [...lifecycleHooks, own];
}

/** At which of these a configuration has no pause. */
export const stagesWithoutPause = ({ lifecycleHooks = [] }: DeploymentConfiguration) =>
  PAUSED_AT.filter((stage) => !lifecycleHooks.some((hook) => pausesAt(hook, stage)));

/** What in a service's own hooks keeps a rollout from judging, each a sentence about the service. */
export function hookRefusals(
  { pauseMinutes }: Pick<EcsNativeSpec, 'pauseMinutes'>,
  { lifecycleHooks = [] }: DeploymentConfiguration,
): string[] {
  return lifecycleHooks.flatMap((hook) => {
    const { timeoutInMinutes = 1440, action = 'ROLLBACK' } = hook.timeoutConfiguration ?? {};
    const stage = PAUSED_AT.find((each) => pausesAt(hook, each));
    if (stage === undefined) return [];
    if (action === 'CONTINUE')
      return [`has a pause at ${stage} that goes on when nobody answers: let it roll back instead`];
    return timeoutInMinutes < pauseMinutes
      ? [`has a pause at ${stage} of ${timeoutInMinutes} minutes, and the plan may wait for ${pauseMinutes}`]
      : [];
  });
}

const pausesAt = ({ targetType, lifecycleStages = [] }: DeploymentLifecycleHook, stage: string): boolean =>
  targetType === 'PAUSE' && lifecycleStages.some((each) => each === stage);
