import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import {
  type CloudFormationClient,
  CreateStackCommand,
  DescribeStackEventsCommand,
  waitUntilStackCreateComplete,
} from '@aws-sdk/client-cloudformation';
import { DescribeTasksCommand, type ECSClient, ListTasksCommand } from '@aws-sdk/client-ecs';

const template = join(import.meta.dirname, '../environment/environment.yaml');
const createSeconds = 120;
/** Container port of Envoy at which its task's programs reach the mesh. */
const egressPort = 15001;

export interface EnvironmentSettings {
  readonly environment: string;
  readonly namespace: string;
  readonly frontDoorPort: number;
}

/** Makes the environment's stack and waits for it; throws an Error with the first resource that failed. */
export async function createEnvironment(
  client: CloudFormationClient,
  { environment, namespace, frontDoorPort }: EnvironmentSettings,
): Promise<void> {
  const StackName = `${environment}-environment`;
  const parameters = {
    EnvironmentName: environment,
    Namespace: namespace,
    FrontDoorPort: `${frontDoorPort}`,
  };
  await client.send(
    new CreateStackCommand({
      StackName,
      TemplateBody: readFileSync(template, 'utf8'),
      Parameters: Object.entries(parameters).map(([ParameterKey, ParameterValue]) => ({
        ParameterKey,
        ParameterValue,
      })),
      Capabilities: ['CAPABILITY_IAM'],
    }),
  );
  const wait = { client, maxWaitTime: createSeconds, minDelay: 0.2, maxDelay: 1 };
  await waitUntilStackCreateComplete(wait, { StackName }).catch(async (error: Error) => {
    throw new Error(`stack ${StackName}: ${(await firstFailure(client, StackName)) ?? error.message}`);
  });
}

/** The address of the front door's Envoy, `http://127.0.0.1:…`. */
export async function findFrontDoor(ecs: ECSClient, cluster: string): Promise<string> {
  const { taskArns } = await ecs.send(new ListTasksCommand({ cluster, serviceName: 'front-door' }));
  const { tasks = [] } = await ecs.send(new DescribeTasksCommand({ cluster, tasks: taskArns }));
  const bindings = tasks
    .flatMap(({ containers = [] }) => containers)
    .flatMap(({ networkBindings = [] }) => networkBindings);
  const egress = bindings.find(({ containerPort }) => containerPort === egressPort);
  if (egress === undefined) throw new Error('the front door has no task');
  return `http://127.0.0.1:${egress.hostPort}`;
}

async function firstFailure(client: CloudFormationClient, StackName: string): Promise<string | undefined> {
  const { StackEvents = [] } = await client.send(new DescribeStackEventsCommand({ StackName }));
  const failed = StackEvents.findLast(({ ResourceStatus }) => ResourceStatus?.endsWith('_FAILED'));
  return failed && `${failed.LogicalResourceId}: ${failed.ResourceStatusReason}`;
}
