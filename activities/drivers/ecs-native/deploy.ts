import {
  type DeploymentConfiguration,
  DescribeServicesCommand,
  type ECSClient,
  type Service,
  type ServiceDeployment,
  UpdateServiceCommand,
} from '@aws-sdk/client-ecs';
import { ApplicationFailure } from '@temporalio/common';
import type { EcsNativeSpec } from '../../../workflows/rollout/ecs-native-spec.ts';
import type { NativeService } from '../../../workflows/rollout/native-deployment.ts';
import { OWNER_TAGS, provedByTags } from '../../ownership.ts';
import { definitionRefusals } from '../../provisioners/ecs-copy/definition.ts';
import { readDefinition, registerDefinition } from '../../provisioners/ecs-definition.ts';
import { orLastingRefusal } from '../../provisioners/ecs-errors.ts';
import { madeTags } from '../../provisioners/ecs-tags.ts';
import { configurationFor, hookRefusals } from './hooks.ts';
import { newestDeployment, revisionsOf } from './revisions.ts';

/** Who serves, and what the service is like. Fails as `VersionFailed` with all that keeps ECS from shifting its traffic. */
export async function lookAtService(ecs: ECSClient, spec: EcsNativeSpec): Promise<NativeService> {
  const service = await readService(ecs, spec);
  const configuration = service.deploymentConfiguration ?? {};
  const refusals = [...nativeRefusals(service), ...hookRefusals(spec, configuration)];
  if (refusals.length > 0) throw refusal(`ECS service ${spec.service} ${refusals.join(', and ')}`);
  const deployment = await newestDeployment(ecs, spec);
  if (deployment !== undefined && deployment.finishedAt === undefined)
    return { ...(await whatIsUnderWay(ecs, spec, deployment)), configuration };
  const [serving] = await revisionsOf(ecs, service.currentServiceRevisions ?? []);
  if (serving === undefined) throw refusal(`ECS service ${spec.service} has no revision that serves`);
  return { stable: serving.version, configuration };
}

async function whatIsUnderWay(
  ecs: ECSClient,
  { owner }: EcsNativeSpec,
  { serviceDeploymentArn: arn = '', sourceServiceRevisions = [], targetServiceRevision }: ServiceDeployment,
): Promise<Omit<NativeService, 'configuration'>> {
  const [target, source] = await revisionsOf(ecs, [targetServiceRevision, ...sourceServiceRevisions]);
  const version = target?.version ?? '';
  return {
    stable: source?.version ?? version,
    underWay: { arn, version, isOwn: target !== undefined && provedByTags(target.tags, owner, version) },
  };
}

/** Begins the deployment of a version in a rollout's name, once however often it is asked. Answers its ARN. */
export async function deployVersion(
  ecs: ECSClient,
  spec: EcsNativeSpec,
  version: string,
  rollout: string,
): Promise<string> {
  const begun = await deploymentOf(ecs, spec, rollout);
  if (begun !== undefined) return begun;
  const service = await readService(ecs, spec);
  const { loadBalancers = [] } = service;
  const tags = madeTags(spec, version, rollout);
  const source = await readDefinition(ecs, service.taskDefinition);
  const container = spec.container ?? loadBalancers[0]?.containerName;
  const definition = { ...source, spec, container, tags, balancers: loadBalancers };
  const refusals = definitionRefusals(definition);
  if (refusals.length > 0) throw refusal(refusals.join('; '));
  const taskDefinition = await registerDefinition(ecs, definition);
  const { cluster } = spec;
  const update = new UpdateServiceCommand({
    cluster,
    service: spec.service,
    taskDefinition,
    deploymentConfiguration: configurationFor(spec, service.deploymentConfiguration ?? {}),
  });
  await orLastingRefusal(() => ecs.send(update));
  const made = await deploymentOf(ecs, spec, rollout);
  if (made === undefined) throw notYet('ECS does not list the deployment yet');
  return made;
}

/** The deployment that a rollout has begun, whatever became of it; undefined where it has begun none. */
export async function deploymentOf(
  ecs: ECSClient,
  spec: EcsNativeSpec,
  rollout: string,
): Promise<string | undefined> {
  const deployment = await newestDeployment(ecs, spec);
  const [target] = await revisionsOf(ecs, [deployment?.targetServiceRevision]);
  return target?.tags.get(OWNER_TAGS.rollout) === rollout ? deployment?.serviceDeploymentArn : undefined;
}

/** Gives a service back the deployment configuration that it had. */
export async function restoreConfiguration(
  ecs: ECSClient,
  { cluster, service }: EcsNativeSpec,
  before: DeploymentConfiguration,
): Promise<void> {
  const deploymentConfiguration = { lifecycleHooks: [], ...before };
  await ecs.send(new UpdateServiceCommand({ cluster, service, deploymentConfiguration }));
}

async function readService(ecs: ECSClient, { cluster, service: name }: EcsNativeSpec): Promise<Service> {
  const { services = [] } = await ecs.send(new DescribeServicesCommand({ cluster, services: [name] }));
  const service = services.find(({ status }) => status === 'ACTIVE');
  if (service === undefined) throw refusal(`ECS service ${name} is not in cluster ${cluster}`);
  return service;
}

/** Everything that keeps ECS from shifting a service's traffic itself, each a sentence about it; empty if nothing does. */
export function nativeRefusals(service: Service): string[] {
  const { deploymentController, loadBalancers = [], desiredCount = 0, deploymentConfiguration } = service;
  const { type = 'ECS' } = deploymentController ?? {};
  const { strategy = 'ROLLING' } = deploymentConfiguration ?? {};
  const [unprepared] = loadBalancers.filter(
    ({ advancedConfiguration }) => advancedConfiguration === undefined,
  );
  return [
    ...(type === 'ECS' ? [] : [`has the deployment controller ${type}: ECS shifts traffic by its own alone`]),
    ...(unprepared === undefined
      ? []
      : [
          'has a load balancer without advancedConfiguration: ECS needs alternateTargetGroupArn, productionListenerRule and roleArn to shift its traffic',
        ]),
    ...(strategy === 'ROLLING'
      ? [
          'has the deployment strategy ROLLING: give it BLUE_GREEN, LINEAR or CANARY by a deployment of your own first, so that ECS knows where its tasks are',
        ]
      : []),
    ...(desiredCount === 0 ? ['is scaled to no tasks'] : []),
  ];
}

const refusal = (message: string) => ApplicationFailure.create({ type: 'VersionFailed', message });
const notYet = (message: string) =>
  ApplicationFailure.create({ type: 'NotYet', message, category: 'BENIGN' });
