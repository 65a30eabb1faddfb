import {
  ContinueServiceDeploymentCommand,
  DescribeServiceDeploymentsCommand,
  ECSClient,
  ListServiceDeploymentsCommand,
  StopServiceDeploymentCommand,
  type ServiceDeployment,
} from '@aws-sdk/client-ecs';
import { clientOf } from '../../../infra/demo/aws-client.ts';
import type { Cloud } from '../../../infra/local/up/cloud.ts';
import type { AlbService } from '../alb/service.ts';
import type { Hands } from './hands.ts';

/** What a person may do to the deployment of a service whose traffic ECS shifts. */
export function ecsHands(cloud: Cloud, { name: service }: AlbService): Hands {
  const { environment: cluster } = cloud.endpoints;
  const ecs = new ECSClient(clientOf(cloud));
  const underWay = async (): Promise<ServiceDeployment> => {
    const { serviceDeployments = [] } = await ecs.send(
      new ListServiceDeploymentsCommand({ cluster, service, status: ['IN_PROGRESS'] }),
    );
    const arns = serviceDeployments.flatMap(({ serviceDeploymentArn = [] }) => serviceDeploymentArn);
    if (arns.length === 0) throw new Error('no deployment is under way');
    const command = new DescribeServiceDeploymentsCommand({ serviceDeploymentArns: arns });
    return (await ecs.send(command)).serviceDeployments?.[0] ?? {};
  };
  const answer = async (action: 'CONTINUE' | 'ROLLBACK') => {
    const { serviceDeploymentArn, lifecycleHookDetails = [] } = await underWay();
    const hook = lifecycleHookDetails.find(({ status }) => status === 'AWAITING_ACTION');
    if (hook === undefined) throw new Error('it waits nowhere');
    const { hookId } = hook;
    await ecs.send(new ContinueServiceDeploymentCommand({ serviceDeploymentArn, hookId, action }));
  };

  return {
    'ECS is let on from its pause': () => answer('CONTINUE'),
    'ECS is sent back at its pause': () => answer('ROLLBACK'),
    'the deployment is stopped': async () => {
      const { serviceDeploymentArn } = await underWay();
      await ecs.send(new StopServiceDeploymentCommand({ serviceDeploymentArn, stopType: 'ROLLBACK' }));
    },
  };
}
