import { proxyActivities } from '@temporalio/workflow';
import type { ChooseDriver } from '../../../workflows/driver.ts';
import { rollingBack } from '../../../workflows/outcome.ts';
import { sameTraffic, splitAt, type TrafficSplit } from '../../../workflows/rollout/traffic-split.ts';
import type { Deployment, SteppedActivities } from './service.ts';

const forward = proxyActivities<SteppedActivities>({
  startToCloseTimeout: '1m',
  retry: { maximumAttempts: 3 },
});
const backward = proxyActivities<SteppedActivities>({ startToCloseTimeout: '1m' });

const CANNOT = 'ECS makes the steps itself: "resume" goes on to the next one, "abort" goes back';

/** A driver whose steps ECS owns: it can go on or go back, and has traffic as soon as it is deployed. */
export const steppedDriver: ChooseDriver = (plan, progress, memory) => {
  const canary = plan.version.id;
  let { stable } = (memory ?? {}) as { stable?: string };

  const splitOf = (deployment: Deployment | null): TrafficSplit =>
    splitAt(deployment?.weight ?? 0, canary, stable);

  const goTo = async (weight: number, { continueDeployment, describeDeployment } = forward) => {
    for (;;) {
      const deployment = await describeDeployment();
      if (deployment === null || deployment.status !== 'IN_PROGRESS')
        throw rollingBack(`somebody ended the deployment: it is ${deployment?.status ?? 'gone'}`);
      if (deployment.weight >= weight) break;
      await continueDeployment(deployment.hook);
    }
    progress.want(splitAt(weight, canary, stable));
    progress.readBack(splitOf(await describeDeployment()));
  };

  return {
    cannot: { setWeight: CANNOT },

    async begin() {
      stable = await forward.serving();
      progress.status.stable = stable;
      progress.want(splitAt(0, canary, stable));
      return stable;
    },

    async deploy(first) {
      progress.enter('deploying', `updating the service to ${canary}`);
      await first.begins();
      await forward.updateService(canary);
      await goTo(first.weight);
    },

    async goTo({ weight, begins }) {
      const { weight: before = 0 } = (await forward.describeDeployment()) ?? {};
      if (before < weight) await begins();
      await goTo(weight);
    },

    read: async () => splitOf(await forward.describeDeployment()),

    async restore() {
      const { wanted } = progress.status;
      if (!sameTraffic(await this.read(), wanted))
        throw rollingBack('weights that ECS has changed cannot be restored');
    },

    healthyTasks: async () => undefined,
    keepCanary: () => goTo(100, backward),

    replaced: undefined,
    nameInMetrics: (version) => version,
    drainStable: async () => undefined,
    settles: false,
    settle: async () => undefined,
    handOver: async () => undefined,
    unsettle: async () => undefined,
    takeOver: async () => false,

    async removeStable() {
      const deployment = await backward.describeDeployment();
      if (deployment?.status === 'IN_PROGRESS') await backward.continueDeployment(deployment.hook);
    },

    async giveBack() {
      await backward.stopDeployment();
      progress.readBack(splitOf(await backward.describeDeployment()));
    },

    removeCanary: async () => undefined,
    reconcile: async () => ({ stable, reason: 'ECS ends its deployments itself' }),
    lookAgain: async () => undefined,
    release: async () => undefined,
    memory: () => ({ stable }),
  };
};
