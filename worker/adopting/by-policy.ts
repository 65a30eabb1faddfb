import type { Client } from '@temporalio/client';
import type { Logger } from '@temporalio/common';
import type { ECSClient } from '@aws-sdk/client-ecs';
import { begunByOthers } from '../../activities/drivers/ecs-native/adopt.ts';
import { rolloutId } from '../../workflows/messages.ts';
import type { Policy } from '../../activities/policy/policy.ts';
import { readAdoptedService } from './adopted-service.ts';
import { takeOverDeployment } from './take-over.ts';
import { watchDeployments } from './watch.ts';

/**
 * Takes over what others deploy of the services that a policy names, until it is stopped; nothing to stop where it names none. Fails as
 * `InvalidSettings` where a file that it names is not right.
 *
 * @param ecsOf finds the client of ECS for a rollout by its workflow id
 */
export function adoptingFor(
  policy: Policy | undefined,
  client: Client,
  taskQueue: string,
  ecsOf: (workflowId: string) => ECSClient,
  logger: Logger,
): { close(): Promise<void> } | undefined {
  const services = (policy?.adopt ?? []).map(readAdoptedService);
  if (services.length === 0) return undefined;
  return watchDeployments(services, {
    begun: ({ owner: { environment, service }, spec }) =>
      begunByOthers(ecsOf(rolloutId(environment, service)), spec),
    takeOver: (service, deployment) => takeOverDeployment(client, taskQueue, service, deployment),
    say: (level, message) => void logger[level](message),
  });
}
