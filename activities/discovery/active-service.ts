import {
  ClusterNotFoundException,
  DescribeServicesCommand,
  type ECSClient,
  type Service,
} from '@aws-sdk/client-ecs';
import { NotBalanced } from './not-balanced.ts';

/** An ECS service that is there, with its tags. Fails as NotBalanced where it is not. */
export async function activeService(ecs: ECSClient, cluster: string, name: string): Promise<Service> {
  const command = new DescribeServicesCommand({ cluster, services: [name], include: ['TAGS'] });
  const { services = [] } = await ecs.send(command).catch((error: unknown) => {
    if (error instanceof ClusterNotFoundException)
      throw new NotBalanced(`there is no ECS cluster ${cluster}`);
    throw error;
  });
  const service = services.find(({ status }) => status === 'ACTIVE');
  if (service === undefined) throw new NotBalanced(`there is no ECS service ${name} in cluster ${cluster}`);
  return service;
}
