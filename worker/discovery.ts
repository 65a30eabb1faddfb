import { findBalancedService, type BalancedService } from '../activities/discovery/balanced-service.ts';
import { findShiftedService, type ShiftedService } from '../activities/discovery/shifted-service.ts';
import { begunByOthers, type BegunDeployment } from '../activities/drivers/ecs-native/adopt.ts';
import type { EcsNativeSpec } from '../workflows/rollout/ecs-native-spec.ts';
import { awsClients } from './adapters.ts';

/** Finds a running ECS service and what is in front of it, with the AWS clients that rollouts use. */
export function balancedService(cluster: string, service: string): Promise<BalancedService> {
  const { ecs, elb } = awsClients();
  return findBalancedService(ecs, elb, cluster, service);
}

/** Finds an ECS service whose traffic ECS itself shifts, with the same clients; undefined where it does not. */
export const shiftedService = (cluster: string, service: string): Promise<ShiftedService | undefined> =>
  findShiftedService(awsClients().ecs, cluster, service);

/** The deployment of an ECS service that others have begun and that is under way, with the same clients; undefined where there is none. */
export const deploymentOfOthers = (spec: EcsNativeSpec): Promise<BegunDeployment | undefined> =>
  begunByOthers(awsClients().ecs, spec);
