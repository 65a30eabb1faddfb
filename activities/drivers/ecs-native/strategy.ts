import type { DeploymentConfiguration } from '@aws-sdk/client-ecs';
import type { NativeStrategy } from '../../../workflows/rollout/native-strategy.ts';

/** A strategy in the words of ECS. Steps follow each other as soon as they are let on: how long each lasts is the judge's to say. */
export function strategyFields(strategy: NativeStrategy): DeploymentConfiguration {
  switch (strategy.kind) {
    case 'linear':
      return {
        strategy: 'LINEAR',
        linearConfiguration: { stepPercent: strategy.stepPercent, stepBakeTimeInMinutes: 0 },
      };
    case 'canary':
      return {
        strategy: 'CANARY',
        canaryConfiguration: { canaryPercent: strategy.canaryPercent, canaryBakeTimeInMinutes: 0 },
      };
    case 'blueGreen':
      return { strategy: 'BLUE_GREEN' };
  }
}

/**
 * The strategy of a configuration that shifts traffic, with ECS's own defaults.
 * https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_LinearConfiguration.html, API_CanaryConfiguration.html
 */
export function strategyIn({
  strategy,
  linearConfiguration,
  canaryConfiguration,
}: DeploymentConfiguration): NativeStrategy {
  if (strategy === 'LINEAR') return { kind: 'linear', stepPercent: linearConfiguration?.stepPercent ?? 10 };
  if (strategy === 'CANARY')
    return { kind: 'canary', canaryPercent: canaryConfiguration?.canaryPercent ?? 5 };
  return { kind: 'blueGreen' };
}
