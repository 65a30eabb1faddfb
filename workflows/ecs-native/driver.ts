import { ApplicationFailure, workflowInfo } from '@temporalio/workflow';
import type { Driver, Shift } from '../driver.ts';
import { orWarn } from '../or-warn.ts';
import { refusing, rollingBack } from '../outcome.ts';
import { nowSeconds, type Progress } from '../progress.ts';
import {
  advancing,
  awaitingReady,
  cleaningUp,
  creating,
  glancing,
  looking,
  restoring,
  settling,
} from '../proxies.ts';
import type { EcsNativeSpec } from '../rollout/ecs-native-spec.ts';
import { isOver, type NativeDeployment } from '../rollout/native-deployment.ts';
import type { RolloutPlan } from '../rollout/plan.ts';
import { allTo, sameTraffic, splitAt, type TrafficSplit } from '../rollout/traffic-split.ts';
import { adoptable } from './adoptable.ts';
import { advance, weightOf, whyNotForward } from './advance.ts';
import { mended } from './mended.ts';

/** What the next execution has to remember. */
interface Remembered {
  readonly stable: string | undefined;
  /** The service's own deployment configuration. */
  readonly configuration: object;
  readonly deployment: string | undefined;
}

const CANNOT =
  'ECS makes the steps itself: "resume" goes on to the next one, "promote" takes all of them, "abort" goes back';

const CANNOT_RESTORE = 'ECS takes no single step back';

/** A service whose traffic ECS itself shifts: the rollout lets it go on at each step, or has it go back. */
export function ecsNativeDriver(
  plan: RolloutPlan,
  spec: EcsNativeSpec,
  progress: Progress,
  remembered?: object,
): Driver {
  const canary = plan.version.id;
  const { limits } = plan;
  const soFar = remembered as Remembered | undefined;
  let { stable, deployment, configuration } = soFar ?? {
    stable: undefined,
    deployment: undefined,
    configuration: {},
  };

  let expiresAt: string | undefined;
  let startsAt: number | undefined;
  let isDeployed = soFar !== undefined;

  const look = async (): Promise<NativeDeployment | undefined> =>
    deployment === undefined ? undefined : looking.lookAtDeployment(deployment);
  const looked = (found: NativeDeployment): NativeDeployment => {
    if (!sameTraffic(found.split, progress.status.readBack)) progress.readBack(found.split);
    return found;
  };

  /** Goes on from pause to pause until the canary has a weight, or more. */
  const goTo = async ({ weight, begins }: Shift, forward: typeof restoring) => {
    if (deployment === undefined) throw rollingBack('ECS has no deployment of this rollout');
    const arn = deployment;
    let begun = false;
    const begin = async () => {
      if (!begun) await begins();
      begun = true;
    };
    let found = await forward.lookAtDeployment(arn);
    for (;;) {
      const next = advance(found, canary, weight);
      if (next.kind === 'done') break;
      if (next.kind === 'ended') throw rollingBack(next.reason);
      progress.waitFor(`ECS to give ${canary} ${weight} %`, nowSeconds() + limits.readySeconds);
      if (next.kind === 'continue') {
        await begin();
        progress.want(splitAt(weight, canary, stable));
        await forward.continueDeployment(arn, next.hook);
      }
      found = looked(await forward.awaitPause(arn, next.hook));
    }
    await begin();
    progress.want(splitAt(weight, canary, stable));
    progress.readBack(found.split);
  };

  /** Gives the service back what it had, where it is the rollout that changed it. */
  const restoreConfiguration = async () => {
    if (spec.adopt) return;
    const until = nowSeconds() + limits.cleanUpSeconds;
    progress.waitFor(`ECS service ${spec.service} to get its own deployment configuration back`, until);
    await orWarn(
      `ECS service ${spec.service} keeps the rollout's deployment configuration`,
      progress.warn,
      () => cleaningUp(until).restoreConfiguration(spec, configuration),
    );
  };

  /** The way back of a deployment: ECS is asked as long as it takes, and so is what became of it. */
  const stop = async (arn: string): Promise<NativeDeployment> => {
    progress.waitFor(`ECS to give all traffic back to ${stable}`);
    await restoring.stopDeployment(arn);
    return looked(await restoring.awaitEnd(arn));
  };

  const mend = async (): Promise<string> => {
    progress.waitFor('the ECS service to be read');
    const found = await settling.lookAtService(spec);
    const { underWay } = found;
    ({ configuration, stable } = found);
    progress.status.stable = stable;
    if (underWay?.isOwn === false)
      throw refusing(
        `a deployment of ${underWay.version} is under way that no rollout began: take it over ("serin start --adopt"), wait for its end, or stop it`,
      );
    if (underWay !== undefined) await stop(underWay.arn);
    if (found.isChanged) await advancing.restoreConfiguration(spec, configuration);
    return mended(found);
  };

  /** Takes over the deployment that others have begun, with the traffic that it has. Its service keeps all that it has. */
  const adopt = async (): Promise<TrafficSplit> => {
    progress.waitFor('the ECS service to be read');
    const found = await settling.lookAtService(spec);
    const underWay = adoptable(found, spec.service, canary);
    if (typeof underWay === 'string') throw refusing(underWay);
    deployment = underWay.arn;
    progress.status.stable = stable = found.stable;
    return underWay.weight > 0 ? splitAt(underWay.weight, canary, stable) : allTo(stable);
  };

  return {
    cannot: { setWeight: CANNOT },
    get replaced() {
      return stable === undefined ? undefined : { version: stable };
    },

    async begin() {
      const adopted = spec.adopt && (await adopt());
      if (adopted === undefined) progress.note(await mend());
      if (stable === canary) throw refusing(`${canary} serves already`);
      if (plan.stable !== undefined && stable !== plan.stable)
        throw refusing(`${stable} serves, and not ${plan.stable}: somebody has deployed it since`);
      const present = adopted ?? allTo(stable ?? canary);
      progress.want(present);
      progress.readBack(present);
      return stable;
    },

    async deploy() {
      const { firstExecutionRunId: rollout } = workflowInfo();
      progress.enter(
        'deploying',
        spec.adopt
          ? `taking over the deployment of ${canary} that others began`
          : `updating ECS service ${spec.service} to ${canary}`,
      );
      progress.waitFor(`${canary} to be ready`, nowSeconds() + limits.readySeconds);
      deployment ??= await creating(limits.readySeconds).deployVersion(spec, canary, rollout);
      const found = await awaitingReady(limits.readySeconds).awaitPause(deployment, undefined);
      if (isOver(found)) throw rollingBack(`ECS ended the deployment: ${found.reason ?? found.status}`);
      isDeployed = true;
      const weight = spec.adopt ? weightOf(found, canary) : 0;
      if (weight > 0) {
        startsAt = weight;
        progress.want(splitAt(weight, canary, stable));
        looked(found);
      }
      progress.note(`${canary} is ready${weight > 0 ? `, and has ${weight} % already` : ''}`);
    },

    get startsAt() {
      return startsAt;
    },

    goTo: (shift) => goTo(shift, awaitingReady(limits.readySeconds)),

    // ECS tells the weights that it has asked for: before it asks for any there is nothing to compare.
    async read() {
      const found = await look();
      const ended = found && whyNotForward(found);
      if (ended !== undefined) throw rollingBack(ended);
      const { split = [], pause } = found ?? {};
      expiresAt = pause?.expiresAt;
      // Whoever has begun to give it traffic may be at it still.
      if (!isDeployed) return progress.status.wanted;
      return split.some(({ weight }) => weight > 0) ? split : progress.status.wanted;
    },

    givesUpAt: () => (expiresAt === undefined ? undefined : Date.parse(expiresAt) / 1000),

    cannotRestore: CANNOT_RESTORE,
    restore: () => Promise.resolve(),

    healthyTasks: async (version) => (await glancing.healthyTargets(spec, version)) ?? undefined,

    async keepCanary() {
      try {
        await goTo({ weight: 100, begins: () => Promise.resolve() }, restoring);
      } catch (error) {
        if (!(error instanceof ApplicationFailure)) throw error;
        progress.note(`${canary} cannot be kept: ${error.message}`);
      }
    },

    nameInMetrics: (version) => version,
    // ECS drains and removes the old tasks itself, or somebody sends it back in the last moment: the record waits for that.
    async drainStable() {
      const arn = deployment;
      if (arn === undefined) return undefined;
      const until = nowSeconds() + limits.cleanUpSeconds;
      progress.waitFor(`ECS to end the deployment, and the tasks of ${stable}`, until);
      const ended = await orWarn(`ECS did not end the deployment ${arn}`, progress.warn, async () => {
        const found = await cleaningUp(until).lookAtDeployment(arn);
        if (found.pause) await cleaningUp(until).continueDeployment(arn, found.pause.hook);
        return cleaningUp(until).awaitEnd(arn);
      });
      if (ended === undefined || ended.status === 'SUCCESSFUL') return undefined;
      return `ECS ended the deployment (${ended.status}): ${ended.reason ?? 'no reason given'}`;
    },
    settles: false,
    settle: () => Promise.resolve(undefined),
    handOver: () => Promise.resolve(undefined),
    unsettle: () => Promise.resolve(undefined),
    takeOver: () => Promise.resolve(false),

    removeStable: async () => {
      if (deployment !== undefined) await restoreConfiguration();
    },

    async giveBack() {
      const { firstExecutionRunId: rollout } = workflowInfo();
      deployment ??= (await restoring.deploymentOf(spec, rollout)) ?? undefined;
      if (deployment === undefined) return;
      progress.want(allTo(stable ?? canary));
      const { status, reason } = await stop(deployment);
      switch (status) {
        case 'SUCCESSFUL':
          return progress.warn(
            `ECS has completed the deployment, so ${canary} serves: roll ${stable} out to go back to it`,
          );
        case 'STOPPED':
          // Whatever replaces it was begun with the configuration that the rollout gave the service.
          if (!spec.adopt)
            progress.warn(
              `the deployment of somebody else that has replaced it waits at this rollout's pauses: let it go on ("aws ecs continue-service-deployment"), or take it over ("serin start --adopt")`,
            );
          return;
        case 'ROLLBACK_FAILED':
          return progress.warn(
            `ECS could not roll back (${reason ?? 'no reason given'}): look at the listener rule's weights, and update the service to ${stable}`,
          );
      }
    },

    removeCanary: async () => {
      if (deployment !== undefined) await restoreConfiguration();
    },

    async reconcile() {
      const reason = await mend();
      return { stable, reason };
    },

    lookAgain: () => Promise.resolve(undefined),
    release: () => Promise.resolve(),
    memory: (): Remembered => ({ stable, deployment, configuration }),
  };
}
