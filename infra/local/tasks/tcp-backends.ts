import {
  DescribeVirtualNodeCommand,
  DescribeVirtualRouterCommand,
  DescribeVirtualServiceCommand,
  NotFoundException,
  type AppMeshClient,
  type DescribeVirtualNodeCommandInput,
  type DescribeVirtualRouterCommandInput,
  type PortMapping,
} from '@aws-sdk/client-app-mesh';
import type { ContainerDefinition } from '@aws-sdk/client-ecs';
import { spellingsOf } from '../mesh/spellings.ts';
import { freePorts } from '../processes/ports.ts';
import { kindOf } from './containers.ts';
import { environmentOf } from './environment.ts';
import { virtualNodeOf } from './virtual-node.ts';

/** A virtual service that a task's programs may call by tcp, and where its Envoy listens for such calls. */
export interface TcpBackend {
  readonly name: string;
  /** All names by which programs may call it. */
  readonly spellings: readonly string[];
  /** The port that programs call. */
  readonly port: number;
  /** The port of 127.0.0.1 that stands for it in this task. */
  readonly hostPort: number;
}

/** The tcp services among the backends of a task's virtual node; none where the task has no Envoy. */
export async function tcpBackends(
  definitions: readonly ContainerDefinition[],
  appMesh: AppMeshClient,
): Promise<TcpBackend[]> {
  const envoy = definitions.find(({ image = '' }) => kindOf(image) === 'envoy');
  if (envoy === undefined) return [];
  const services = await tcpServices(appMesh, nodeNameOf(envoy));
  const hostPorts = await freePorts(services.length);
  return services.map((service, i) => ({ ...service, hostPort: hostPorts[i]! }));
}

function nodeNameOf(envoy: ContainerDefinition): { meshName: string; virtualNodeName: string } {
  const [, meshName = '', , virtualNodeName = ''] = virtualNodeOf(environmentOf(envoy)).split('/');
  return { meshName, virtualNodeName };
}

async function tcpServices(appMesh: AppMeshClient, node: { meshName: string; virtualNodeName: string }) {
  const described = await found(appMesh.send(new DescribeVirtualNodeCommand(node)));
  const named = Object.entries(spellingsOf(described?.virtualNode?.spec ?? {}));
  const mappings = await Promise.all(named.map(([name]) => portMappingOf(appMesh, node.meshName, name)));
  return named.flatMap(([name, spellings], i) => {
    const { protocol, port } = mappings[i] ?? {};
    return protocol === 'tcp' ? [{ name, spellings, port: port! }] : [];
  });
}

/** Where the provider of a virtual service listens; undefined while there is none. */
async function portMappingOf(
  appMesh: AppMeshClient,
  meshName: string,
  virtualServiceName: string,
): Promise<PortMapping | undefined> {
  const service = await found(
    appMesh.send(new DescribeVirtualServiceCommand({ meshName, virtualServiceName })),
  );
  const { virtualRouter, virtualNode } = service?.virtualService?.spec?.provider ?? {};
  const [listener] =
    (virtualRouter && (await routerListeners(appMesh, { meshName, ...virtualRouter }))) ??
    (virtualNode && (await nodeListeners(appMesh, { meshName, ...virtualNode }))) ??
    [];
  return listener?.portMapping;
}

async function routerListeners(appMesh: AppMeshClient, name: DescribeVirtualRouterCommandInput) {
  const described = await found(appMesh.send(new DescribeVirtualRouterCommand(name)));
  return described?.virtualRouter?.spec?.listeners;
}

async function nodeListeners(appMesh: AppMeshClient, name: DescribeVirtualNodeCommandInput) {
  const described = await found(appMesh.send(new DescribeVirtualNodeCommand(name)));
  return described?.virtualNode?.spec?.listeners;
}

async function found<Answer>(asked: Promise<Answer>): Promise<Answer | undefined> {
  return asked.catch((error: unknown) => {
    if (error instanceof NotFoundException) return undefined;
    throw error;
  });
}
