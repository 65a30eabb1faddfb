import { findBalancedService, type BalancedService } from '../activities/discovery/balanced-service.ts';
import { awsClients } from './adapters.ts';

/** Finds a running ECS service and what is in front of it, with the AWS clients that rollouts use. */
export function balancedService(cluster: string, service: string): Promise<BalancedService> {
  const { ecs, elb } = awsClients();
  return findBalancedService(ecs, elb, cluster, service);
}
