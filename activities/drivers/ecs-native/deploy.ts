import { type DeploymentConfiguration, type ECSClient, UpdateServiceCommand } from '@aws-sdk/client-ecs';
import { ApplicationFailure } from '@temporalio/common';
import type { EcsNativeSpec } from '../../../workflows/rollout/ecs-native-spec.ts';
import { OWNER_TAGS } from '../../ownership.ts';
import { definitionRefusals } from '../../provisioners/ecs-copy/definition.ts';
import { readDefinition, registerDefinition } from '../../provisioners/ecs-definition.ts';
import { orLastingRefusal } from '../../provisioners/ecs-errors.ts';
import { madeTags } from '../../provisioners/ecs-tags.ts';
import { containerOf } from './container.ts';
import { configurationFor } from './hooks.ts';
import { beforeTag } from './own-configuration.ts';
import { newestDeployment, revisionsOf } from './revisions.ts';
import { readService, refusal } from './service.ts';

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
  const configuration = service.deploymentConfiguration ?? {};
  const tags = [...madeTags(spec, version, rollout), ...beforeTag(spec, configuration)];
  const source = await readDefinition(ecs, service.taskDefinition);
  const container = spec.container ?? (await containerOf(ecs, service, source.definition));
  const definition = { ...source, spec, container, tags, balancers: loadBalancers };
  const refusals = definitionRefusals(definition);
  if (refusals.length > 0) throw refusal(refusals.join('; '));
  const taskDefinition = await registerDefinition(ecs, definition);
  const { cluster } = spec;
  const update = new UpdateServiceCommand({
    cluster,
    service: spec.service,
    taskDefinition,
    deploymentConfiguration: configurationFor(spec, configuration),
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

const notYet = (message: string) =>
  ApplicationFailure.create({ type: 'NotYet', message, category: 'BENIGN' });
