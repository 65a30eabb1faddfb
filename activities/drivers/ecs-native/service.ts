import { DescribeServicesCommand, type ECSClient, type Service } from '@aws-sdk/client-ecs';
import { ApplicationFailure } from '@temporalio/common';
import type { EcsServices } from '../../../workflows/rollout/provisioner-spec.ts';

/** A service that is there. Fails as `VersionFailed` where it is not. */
export async function readService(
  ecs: ECSClient,
  { cluster, service: name }: Pick<EcsServices, 'cluster' | 'service'>,
): Promise<Service> {
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

/** What no repetition would change. */
export const refusal = (message: string): ApplicationFailure =>
  ApplicationFailure.create({ type: 'VersionFailed', message });
