import { CreateServiceCommand, ECSClient } from '@aws-sdk/client-ecs';
import { clientOf } from '../../../infra/demo/aws-client.ts';
import { CONTAINER, JUDGED, settled, type CreateUncounted } from './uncounted-service.ts';

/** Creates a service that its callers find by Service Connect alone. */
export const createConnectedService: CreateUncounted = async (cloud, service, taskDefinition) => {
  const { environment: cluster } = cloud.endpoints;
  const clientAliases = [{ port: 80, dnsName: service }];
  await new ECSClient(clientOf(cloud)).send(
    new CreateServiceCommand({
      cluster,
      serviceName: service,
      taskDefinition,
      desiredCount: 1,
      launchType: 'FARGATE',
      serviceConnectConfiguration: {
        enabled: true,
        namespace: 'shop',
        services: [{ portName: CONTAINER.portName, discoveryName: service, clientAliases }],
      },
      deploymentConfiguration: JUDGED,
    }),
  );
  return settled(cloud, service, ({ loadBalancer }) => loadBalancer === `${service}.shop`);
};
