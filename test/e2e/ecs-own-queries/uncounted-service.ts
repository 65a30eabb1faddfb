import {
  DescribeServicesCommand,
  DescribeServiceDeploymentsCommand,
  ECSClient,
  ListServiceDeploymentsCommand,
  RegisterTaskDefinitionCommand,
  UpdateServiceCommand,
  type DeploymentConfiguration,
  type Service,
} from '@aws-sdk/client-ecs';
import { clientOf } from '../../../infra/demo/aws-client.ts';
import { readListeners } from '../../../infra/local/up/listeners.ts';
import type { ListenerAddress } from '../../../infra/local/balancer/balancer.ts';
import type { Cloud } from '../../../infra/local/up/cloud.ts';
import { patiently } from '../patiently.ts';

/** Two equal steps, each of which waits to be judged. */
export const JUDGED: DeploymentConfiguration = {
  strategy: 'LINEAR',
  linearConfiguration: { stepPercent: 50, stepBakeTimeInMinutes: 0 },
  bakeTimeInMinutes: 0,
  lifecycleHooks: [
    {
      targetType: 'PAUSE',
      lifecycleStages: ['PRE_PRODUCTION_TRAFFIC_SHIFT', 'POST_PRODUCTION_TRAFFIC_SHIFT'],
      timeoutConfiguration: { timeoutInMinutes: 1440, action: 'ROLLBACK' },
    },
  ],
};

/** The container that serves, and the port that it names. */
export const CONTAINER = { containerName: 'app', containerPort: 8080, portName: 'http' };

/** An ECS service whose requests nobody counts by revision, once it serves. */
export interface UncountedService {
  /** Where its callers find it on this machine. */
  readonly url: string;
  deploy(taskDefinition: string): Promise<void>;
  /** What each revision gets as ECS says, the greater part first. */
  weights(): Promise<number[]>;
  isSettled(): Promise<boolean>;
}

/** Makes the service in a cluster, with a task definition for its first revision. */
export type CreateUncounted = (
  cloud: Cloud,
  service: string,
  taskDefinition: string,
) => Promise<UncountedService>;

/** Registers a task definition of an image, in the family of a service; answers its ARN. */
export async function registerImage(cloud: Cloud, family: string, image: string): Promise<string> {
  const { containerName: name, containerPort, portName } = CONTAINER;
  const made = await new ECSClient(clientOf(cloud)).send(
    new RegisterTaskDefinitionCommand({
      family,
      networkMode: 'awsvpc',
      requiresCompatibilities: ['FARGATE'],
      cpu: '256',
      memory: '512',
      containerDefinitions: [
        {
          name,
          image,
          portMappings: [{ containerPort, name: portName, appProtocol: 'http' }],
          environment: [{ name: 'SIGNING_KEY', value: 'some' }],
        },
      ],
    }),
  );
  return made.taskDefinition?.taskDefinitionArn ?? '';
}

/** Waits until a service that was made serves at the listener that is its. */
export async function settled(
  cloud: Cloud,
  service: string,
  isOwn: (listener: ListenerAddress) => boolean,
): Promise<UncountedService> {
  const ecs = new ECSClient(clientOf(cloud));
  const { environment: cluster } = cloud.endpoints;
  const described = async (): Promise<Service> => {
    const command = new DescribeServicesCommand({ cluster, services: [service] });
    return (await ecs.send(command)).services?.[0] ?? {};
  };
  const isSettled = async () => {
    const { deployments = [], currentServiceDeployment, runningCount } = await described();
    return deployments.length === 1 && currentServiceDeployment === undefined && runningCount === 1;
  };
  await patiently(isSettled);
  const { url } = await patiently(async () => (await readListeners(cloud.endpoints)).find(isOwn));
  return {
    url,
    isSettled,
    async deploy(taskDefinition) {
      await ecs.send(new UpdateServiceCommand({ cluster, service, taskDefinition }));
    },
    async weights() {
      const list = new ListServiceDeploymentsCommand({ cluster, service, maxResults: 1 });
      const { serviceDeployments: [newest] = [] } = await ecs.send(list);
      const serviceDeploymentArns = [newest?.serviceDeploymentArn ?? ''];
      const describe = new DescribeServiceDeploymentsCommand({ serviceDeploymentArns });
      const { serviceDeployments: [deployment] = [] } = await ecs.send(describe);
      const { sourceServiceRevisions = [], targetServiceRevision } = deployment ?? {};
      return [...sourceServiceRevisions, targetServiceRevision]
        .map((revision) => revision?.requestedProductionTrafficWeight ?? 0)
        .sort((a, b) => b - a);
    },
  };
}
