import {
  ContinueServiceDeploymentCommand,
  type ECSClient,
  StopServiceDeploymentCommand,
} from '@aws-sdk/client-ecs';
import type { ElasticLoadBalancingV2Client } from '@aws-sdk/client-elastic-load-balancing-v2';
import { ApplicationFailure } from '@temporalio/common';
import type { EcsNativeSpec } from '../workflows/rollout/ecs-native-spec.ts';
import { isOver, type NativeDeployment, type NativeService } from '../workflows/rollout/native-deployment.ts';
import { deploymentOf, deployVersion, restoreConfiguration } from './drivers/ecs-native/deploy.ts';
import { lookAtService } from './drivers/ecs-native/look-at-service.ts';
import { lookAtDeployment } from './drivers/ecs-native/look.ts';
import { servedRevisions } from './drivers/ecs-native/revisions.ts';
import { targetsHealth } from './load-balancing/alb/health.ts';

/** What a rollout asks of a service whose traffic ECS itself shifts. */
export function createEcsNativeActivities(ecs: ECSClient, elb: ElasticLoadBalancingV2Client) {
  return {
    /** Who serves, and whether a deployment is under way. */
    lookAtService: (spec: EcsNativeSpec): Promise<NativeService> => lookAtService(ecs, spec),

    /** Begins the deployment of a version in a rollout's name, once. Answers its ARN. */
    deployVersion: (spec: EcsNativeSpec, version: string, rollout: string): Promise<string> =>
      deployVersion(ecs, spec, version, rollout),

    /** The deployment that a rollout has begun; null where it has begun none. */
    async deploymentOf(spec: EcsNativeSpec, rollout: string): Promise<string | null> {
      return (await deploymentOf(ecs, spec, rollout)) ?? null;
    },

    lookAtDeployment: (arn: string): Promise<NativeDeployment> => lookAtDeployment(ecs, arn),

    /** Answers when a deployment waits at another hook than that one, or is over. Until then it fails with where it is. */
    async awaitPause(arn: string, hook: string | undefined): Promise<NativeDeployment> {
      const deployment = await lookAtDeployment(ecs, arn);
      const { pause, status, reason, waitsForOthersAt } = deployment;
      if (isOver(deployment) || (pause !== undefined && pause.hook !== hook)) return deployment;
      throw notYet(
        waitsForOthersAt === undefined
          ? `the deployment of ECS is ${status}${reason === undefined ? '' : `: ${reason}`}`
          : `ECS waits at ${waitsForOthersAt} for whoever has a hook there`,
      );
    },

    /** Answers when a deployment is over. Until then it fails with where it is. */
    async awaitEnd(arn: string): Promise<NativeDeployment> {
      const deployment = await lookAtDeployment(ecs, arn);
      if (isOver(deployment)) return deployment;
      throw notYet(`the deployment of ECS is ${deployment.status}`);
    },

    /** Lets a deployment go on from a hook. One that has gone on from there already is left alone. */
    async continueDeployment(arn: string, hook: string): Promise<void> {
      const { pause } = await lookAtDeployment(ecs, arn);
      if (pause?.hook !== hook) return;
      const command = { serviceDeploymentArn: arn, hookId: hook, action: 'CONTINUE' } as const;
      await ecs.send(new ContinueServiceDeploymentCommand(command));
    },

    /** Has ECS roll a deployment back, by one call whatever else of ECS fails. One that is over is left alone. */
    async stopDeployment(arn: string): Promise<void> {
      try {
        await ecs.send(new StopServiceDeploymentCommand({ serviceDeploymentArn: arn, stopType: 'ROLLBACK' }));
      } catch (error) {
        const deployment = await lookAtDeployment(ecs, arn).catch(() => undefined);
        if (deployment === undefined || !isOver(deployment)) throw error;
      }
    },

    /** How many tasks of a version its load balancer finds healthy, or run where it has none; null where nobody tells. */
    async healthyTargets(spec: EcsNativeSpec, version: string): Promise<number | null> {
      const revision = (await servedRevisions(ecs, spec)).find((each) => each.version === version);
      if (revision?.group !== undefined) return (await targetsHealth(elb, revision.group)).healthy;
      return revision?.runningTasks ?? null;
    },

    /** Gives the service back the deployment configuration that it had. */
    restoreConfiguration: (spec: EcsNativeSpec, before: object): Promise<void> =>
      restoreConfiguration(ecs, spec, before),
  };
}

/** An expected answer while polling, so it is no error in the logs. */
const notYet = (message: string) =>
  ApplicationFailure.create({ type: 'NotYet', message, category: 'BENIGN' });
