import type { DeploymentConfiguration, ECSClient, ServiceDeployment } from '@aws-sdk/client-ecs';
import type { EcsNativeSpec } from '../../../workflows/rollout/ecs-native-spec.ts';
import type { NativeService } from '../../../workflows/rollout/native-deployment.ts';
import { provedByTags } from '../../ownership.ts';
import { configurationRefusals, deploymentRefusals } from './adopt.ts';
import { hookRefusals } from './hooks.ts';
import { configurationBefore } from './own-configuration.ts';
import { newestDeployment, revisionsOf } from './revisions.ts';
import { readService, refusal, nativeRefusals } from './service.ts';

/** Who serves, and what the service is like. Fails as `VersionFailed` with all that keeps ECS from shifting its traffic. */
export async function lookAtService(ecs: ECSClient, spec: EcsNativeSpec): Promise<NativeService> {
  const service = await readService(ecs, spec);
  const present = service.deploymentConfiguration ?? {};
  const deployment = await newestDeployment(ecs, spec);
  const underWay = deployment?.finishedAt === undefined ? deployment : undefined;
  const before = configurationBefore(present, await tagsOfDeployed(ecs, deployment));
  const configuration = before ?? present;
  const refusals = [...nativeRefusals(service), ...pauseRefusals(spec, configuration, underWay)];
  if (refusals.length > 0) throw refusal(`ECS service ${spec.service} ${refusals.join(', and ')}`);
  const configured = {
    configuration,
    tasks: service.desiredCount ?? 0,
    launchType: service.launchType ?? 'capacity providers',
    ...(before && { isChanged: true as const }),
  };
  if (underWay !== undefined) return { ...(await whatIsUnderWay(ecs, spec, underWay)), ...configured };
  const [serving] = await revisionsOf(ecs, service.currentServiceRevisions ?? []);
  if (serving === undefined) throw refusal(`ECS service ${spec.service} has no revision that serves`);
  return { stable: serving.version, ...configured };
}

const tagsOfDeployed = async (ecs: ECSClient, deployment: ServiceDeployment | undefined) => {
  const { targetServiceRevision, sourceServiceRevisions = [] } = deployment ?? {};
  const revisions = await revisionsOf(ecs, [targetServiceRevision, ...sourceServiceRevisions]);
  return revisions.map(({ tags }) => tags);
};

/** A deployment of others goes by the configuration that it was begun with, whatever the service has now. */
const pauseRefusals = (
  spec: EcsNativeSpec,
  configuration: DeploymentConfiguration,
  underWay: ServiceDeployment | undefined,
): string[] =>
  spec.adopt
    ? configurationRefusals(spec, underWay?.deploymentConfiguration ?? configuration)
    : hookRefusals(spec, configuration);

async function whatIsUnderWay(
  ecs: ECSClient,
  { owner }: EcsNativeSpec,
  deployment: ServiceDeployment,
): Promise<Pick<NativeService, 'stable' | 'underWay'>> {
  const { serviceDeploymentArn: arn = '', sourceServiceRevisions = [], targetServiceRevision } = deployment;
  const [target, source] = await revisionsOf(ecs, [targetServiceRevision, ...sourceServiceRevisions]);
  const version = target?.version ?? '';
  const isOwn = target !== undefined && provedByTags(target.tags, owner, version);
  const weight = targetServiceRevision?.requestedProductionTrafficWeight ?? 0;
  const refusals = deploymentRefusals(deployment);
  return { stable: source?.version ?? version, underWay: { arn, version, weight, isOwn, refusals } };
}
