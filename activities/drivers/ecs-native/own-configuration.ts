import type { DeploymentConfiguration, Tag } from '@aws-sdk/client-ecs';
import type { EcsNativeSpec } from '../../../workflows/rollout/ecs-native-spec.ts';
import type { TagMap } from '../../ownership.ts';
import { hooksWith } from './hooks.ts';

/** A tag of what a rollout deploys: what the service was configured to do before, so that whoever comes after a dead rollout can put it back. */
const BEFORE = 'serin:before';

/** The tag for a service that has this configuration before a rollout adds its pause. */
export function beforeTag(
  { pauseMinutes }: Pick<EcsNativeSpec, 'pauseMinutes'>,
  configuration: DeploymentConfiguration,
): Tag[] {
  const { strategy, bakeTimeInMinutes, linearConfiguration, canaryConfiguration } = configuration;
  const told = {
    strategy,
    bake: bakeTimeInMinutes,
    step: linearConfiguration?.stepPercent,
    stepBake: linearConfiguration?.stepBakeTimeInMinutes,
    canary: canaryConfiguration?.canaryPercent,
    canaryBake: canaryConfiguration?.canaryBakeTimeInMinutes,
    pause: pauseMinutes,
  };
  const fields = Object.entries(told).filter(([, value]) => value !== undefined);
  return [{ key: BEFORE, value: fields.map(([name, value]) => `${name}=${value}`).join(' ') }];
}

/**
 * What a service was configured to do before a rollout that is dead; undefined where it does not have the pause that such a rollout adds.
 *
 * @param deployed the tags of what was deployed
 */
export function configurationBefore(
  present: DeploymentConfiguration,
  deployed: readonly TagMap[],
): DeploymentConfiguration | undefined {
  const told = deployed.flatMap((tags) => tags.get(BEFORE) ?? []).map(fieldsIn);
  return told.map((fields) => withFields(present, fields)).find((before) => before !== undefined);
}

type Fields = Readonly<Record<string, string>>;

const fieldsIn = (value: string): Fields =>
  Object.fromEntries(value.split(' ').map((field) => field.split('=') as [string, string]));

function withFields(present: DeploymentConfiguration, fields: Fields): DeploymentConfiguration | undefined {
  const { linearConfiguration: _, canaryConfiguration: __, bakeTimeInMinutes: ___, ...kept } = present;
  const before: DeploymentConfiguration = {
    ...kept,
    strategy: fields['strategy'] as DeploymentConfiguration['strategy'],
    lifecycleHooks: present.lifecycleHooks?.slice(0, -1),
    ...(fields['bake'] && { bakeTimeInMinutes: Number(fields['bake']) }),
    ...(fields['step'] && {
      linearConfiguration: {
        stepPercent: Number(fields['step']),
        ...(fields['stepBake'] && { stepBakeTimeInMinutes: Number(fields['stepBake']) }),
      },
    }),
    ...(fields['canary'] && {
      canaryConfiguration: {
        canaryPercent: Number(fields['canary']),
        ...(fields['canaryBake'] && { canaryBakeTimeInMinutes: Number(fields['canaryBake']) }),
      },
    }),
  };
  return isSamePause(hooksWith(Number(fields['pause']), before), present.lifecycleHooks) ? before : undefined;
}

type Hooks = DeploymentConfiguration['lifecycleHooks'];

/** Whether the last hook is the one that a rollout adds. */
function isSamePause(wanted: Hooks = [], present: Hooks = []): boolean {
  const [own, last] = [wanted.at(-1), present.at(-1)];
  const told = (hook: typeof own) => [
    hook?.targetType,
    hook?.lifecycleStages?.join(),
    hook?.timeoutConfiguration?.timeoutInMinutes,
    hook?.timeoutConfiguration?.action,
  ];
  return wanted.length === present.length && told(own).join() === told(last).join();
}
