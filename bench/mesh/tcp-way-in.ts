import { AppMeshClient, CreateVirtualNodeCommand } from '@aws-sdk/client-app-mesh';
import {
  CreateServiceCommand,
  DescribeServicesCommand,
  DescribeTaskDefinitionCommand,
  ECSClient,
  RegisterTaskDefinitionCommand,
} from '@aws-sdk/client-ecs';
import { clientOf } from '../../infra/demo/aws-client.ts';
import type { Cloud } from '../../infra/local/up/cloud.ts';
import { eventually } from '../../test/infra/local/eventually.ts';

const CALLER = 'caller';

interface MeshState {
  readonly envoys: readonly {
    readonly id: string;
    readonly acknowledged: { readonly listeners: Readonly<Record<string, unknown>> };
  }[];
}

/**
 * Starts an Envoy like the front door's whose one backend is a tcp service: connections name no service, so each such service has
 * a port of its own, which is answered once a version serves there.
 */
export async function startTcpWayIn(
  cloud: Cloud,
  virtualServiceName: string,
): Promise<() => Promise<number>> {
  const { environment, meshAdmin } = cloud.endpoints;
  const ecs = new ECSClient(clientOf(cloud));
  await new AppMeshClient(clientOf(cloud)).send(
    new CreateVirtualNodeCommand({
      meshName: environment,
      virtualNodeName: CALLER,
      spec: { backends: [{ virtualService: { virtualServiceName } }] },
    }),
  );
  const frontDoor = { cluster: environment, services: ['front-door'] };
  const [service] = (await ecs.send(new DescribeServicesCommand(frontDoor))).services!;
  const { taskDefinition } = await ecs.send(
    new DescribeTaskDefinitionCommand({ taskDefinition: service!.taskDefinition }),
  );
  const [envoy] = taskDefinition!.containerDefinitions!;
  await ecs.send(
    new RegisterTaskDefinitionCommand({
      family: CALLER,
      requiresCompatibilities: ['FARGATE'],
      networkMode: 'awsvpc',
      cpu: '256',
      memory: '512',
      containerDefinitions: [
        {
          ...envoy,
          environment: [{ name: 'APPMESH_RESOURCE_ARN', value: `mesh/${environment}/virtualNode/${CALLER}` }],
        },
      ],
    }),
  );
  await ecs.send(
    new CreateServiceCommand({
      cluster: environment,
      serviceName: CALLER,
      taskDefinition: CALLER,
      launchType: 'FARGATE',
      desiredCount: 1,
      networkConfiguration: service!.networkConfiguration,
    }),
  );
  return () => eventually(() => portOf(meshAdmin), 300);
}

/** The port at which the Envoy takes connections for its tcp service; it has a listener for HTTP as well, which has routes. */
async function portOf(meshAdmin: string): Promise<number | undefined> {
  const { envoys } = (await (await fetch(`${meshAdmin}/state`)).json()) as MeshState;
  const own = envoys.find(({ id }) => id.includes(`/virtualNode/${CALLER}/`));
  for (const [name, listener] of Object.entries(own?.acknowledged.listeners ?? {}))
    if (JSON.stringify(listener).includes('tcp_proxy')) return Number(name.split('_').at(-1));
  return undefined;
}
