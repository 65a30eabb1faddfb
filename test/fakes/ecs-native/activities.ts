import { ApplicationFailure } from '@temporalio/common';
import type { createEcsNativeActivities } from '../../../activities/ecs-native.ts';
import type { ShiftedService } from './service.ts';

/** The activities of the driver `ecsNative`, on a service in memory, whichever it is at the time. */
export const nativeActivities = (
  service: () => ShiftedService,
): ReturnType<typeof createEcsNativeActivities> => ({
  async lookAtService() {
    const { stable, underWay, configuration, own } = service();
    return {
      stable,
      tasks: 2,
      launchType: 'FARGATE',
      configuration: own ?? configuration,
      ...(own && { isChanged: true as const }),
      ...(underWay && {
        underWay: {
          arn: 'deployment/1',
          version: underWay.canary,
          weight: service().look().split.at(-1)?.weight ?? 0,
          isOwn: underWay.rollout !== '',
          refusals: service().refusals,
        },
      }),
    };
  },
  async deployVersion({ strategy }, version, rollout) {
    if (service().rollout !== rollout) service().begin(version, strategy, rollout);
    return 'deployment/1';
  },
  deploymentOf: async (_, rollout) => (service().rollout === rollout ? 'deployment/1' : null),
  lookAtDeployment: async () => service().look(),
  async awaitPause() {
    if (service().starting > 0) {
      service().starting -= 1;
      throw ApplicationFailure.create({ type: 'NotYet', message: '1 of 2 tasks runs' });
    }
    return service().look();
  },
  awaitEnd: async () => service().look(),
  continueDeployment: async (_, hook) => service().continue(hook),
  async stopDeployment() {
    if (service().refusesToStop) throw ApplicationFailure.create({ message: 'AccessDeniedException' });
    service().rollBack('a rollout stopped it');
  },
  healthyTargets: async (_, version) => service().healthy(version),
  async restoreConfiguration(_, before) {
    service().configuration = before;
  },
});
