import {
  type CloudFormationClient,
  paginateDescribeStackEvents,
  type StackEvent,
} from '@aws-sdk/client-cloudformation';
import type { ECSClient } from '@aws-sdk/client-ecs';
import { servicesReadiness } from './ecs-readiness.ts';
import { resourcesOf } from './stacks.ts';

/** Which resource made a stack fail, and why: the earliest failure that is not a mere consequence. */
export async function failureReason(
  cloudFormation: CloudFormationClient,
  stackName: string,
): Promise<string> {
  const events = await allEvents(cloudFormation, stackName);
  const failures = events
    .filter(
      ({ ResourceStatus: status = '', LogicalResourceId: id }) =>
        status.endsWith('_FAILED') && id !== stackName,
    )
    .filter(({ ResourceStatusReason: reason = '' }) => !/cancelled/i.test(reason))
    .reverse();
  const last = failures.findLast(({ ResourceStatus }) => ResourceStatus === 'DELETE_FAILED');
  const cause = failures.find(({ ResourceStatus }) => ResourceStatus !== 'DELETE_FAILED') ?? last;
  return cause
    ? `${cause.LogicalResourceId} (${cause.ResourceType}): ${cause.ResourceStatusReason ?? 'no reason given'}`
    : 'no resource says why';
}

async function allEvents(client: CloudFormationClient, StackName: string): Promise<StackEvent[]> {
  const found: StackEvent[] = [];
  for await (const { StackEvents = [] } of paginateDescribeStackEvents({ client }, { StackName }))
    found.push(...StackEvents);
  return found;
}

/** Which resources of a stack are still on their way, and what hinders the ECS services among them. */
export async function progressOf(
  cloudFormation: CloudFormationClient,
  ecs: ECSClient,
  stackName: string,
): Promise<string> {
  const resources = await resourcesOf(cloudFormation, stackName);
  const underway = resources.filter(({ ResourceStatus }) => ResourceStatus?.endsWith('_IN_PROGRESS'));
  const said = underway.map(({ LogicalResourceId: id, ResourceStatus: status }) => `${id} ${status}`);
  for (const { ResourceType: type, PhysicalResourceId: arn, ResourceStatus: status } of underway) {
    if (type !== 'AWS::ECS::Service' || !arn?.startsWith('arn:') || status !== 'CREATE_IN_PROGRESS') continue;
    const readiness = await servicesReadiness(ecs, [arn]);
    if (readiness.kind === 'pending') said.push(readiness.reason);
  }
  return said.join('; ') || 'nothing has begun';
}
