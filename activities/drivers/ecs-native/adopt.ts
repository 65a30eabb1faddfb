import type { DeploymentConfiguration, ECSClient, ServiceDeployment } from '@aws-sdk/client-ecs';
import type { EcsNativeSpec } from '../../../workflows/rollout/ecs-native-spec.ts';
import { weightsOf } from '../../../workflows/rollout/native-strategy.ts';
import { provedByTags } from '../../ownership.ts';
import { readDefinition } from '../../provisioners/ecs-definition.ts';
import { containerOf } from './container.ts';
import { hookRefusals, stagesWithoutPause } from './hooks.ts';
import { newestDeployment, revisionsOf } from './revisions.ts';
import { readService } from './service.ts';
import { strategyIn } from './strategy.ts';

/** A deployment that others have begun and that is under way, and what it rolls out. */
export interface BegunDeployment {
  readonly arn: string;
  readonly version: string;
  readonly image: string;
}

/** The deployment of a service that is under way and that no rollout began; undefined where there is none. */
export async function begunByOthers(
  ecs: ECSClient,
  spec: Pick<EcsNativeSpec, 'cluster' | 'service' | 'owner' | 'container'>,
): Promise<BegunDeployment | undefined> {
  const deployment = await newestDeployment(ecs, spec);
  if (deployment === undefined || !isGoingForward(deployment)) return undefined;
  const [target] = await revisionsOf(ecs, [deployment.targetServiceRevision]);
  if (target === undefined || provedByTags(target.tags, spec.owner, target.version)) return undefined;
  const image = await imageOf(ecs, spec, target.taskDefinition);
  return { arn: deployment.serviceDeploymentArn ?? '', version: target.version, image };
}

/** What keeps a rollout from judging deployments that others begin with a configuration, each a sentence about the service. */
export const configurationRefusals = (
  spec: Pick<EcsNativeSpec, 'strategy' | 'pauseMinutes'>,
  configuration: DeploymentConfiguration,
): string[] => {
  const [present, planned] = [weightsOf(strategyIn(configuration)), weightsOf(spec.strategy)];
  return [
    ...(present.join() === planned.join()
      ? []
      : [`has deployments of the steps ${told(present)}, and the plan has ${told(planned)}`]),
    ...stagesWithoutPause(configuration).map((stage) => `has no pause at ${stage}: "serin init" tells how`),
    ...hookRefusals(spec, configuration),
  ];
};

/** What keeps a rollout from taking over a deployment that is under way, each a sentence about its service. */
export const deploymentRefusals = (deployment: ServiceDeployment): string[] => {
  const { status, sourceServiceRevisions = [], lifecycleStage: stage } = deployment;
  return [
    ...(isGoingForward(deployment) ? [] : [`has a deployment that goes back already (${status})`]),
    ...(sourceServiceRevisions.length > 0 ? [] : ['has its first deployment: nobody serves beside it']),
    ...(stage === 'BAKE_TIME' || stage === 'CLEAN_UP'
      ? [`has a deployment that waits for nobody any more (${stage})`]
      : []),
  ];
};

const isGoingForward = ({ status, finishedAt }: ServiceDeployment): boolean =>
  finishedAt === undefined && (status === 'PENDING' || status === 'IN_PROGRESS');

const told = (weights: readonly number[]): string => [...weights, 100].join(', ');

/** The image of the container that is meant: the one behind the load balancer unless named, or the only one. */
async function imageOf(
  ecs: ECSClient,
  spec: Pick<EcsNativeSpec, 'cluster' | 'service' | 'container'>,
  taskDefinition: string,
): Promise<string> {
  const { definition } = await readDefinition(ecs, taskDefinition);
  const containers = definition.containerDefinitions ?? [];
  const meant = spec.container ?? (await containerOf(ecs, await readService(ecs, spec), definition));
  return (containers.find(({ name }) => name === meant) ?? containers[0])?.image ?? '';
}
