import type { ContainerDefinition, NetworkBinding } from '@aws-sdk/client-ecs';
import { freePort, freePorts } from '../processes/ports.ts';
import { kindOf } from './containers.ts';
import { environmentOf } from './environment.ts';

/** Container port to the port of 127.0.0.1 that stands for it. */
export type PortMap = Readonly<Record<number, number>>;

/** Envoy's ports in every App Mesh task. */
export const envoyPorts = { ingress: 15000, egress: 15001, admin: 9901 } as const;

/** Gives each port of a task's containers a free port of this machine, by the container's name. */
export async function mapPorts(definitions: readonly ContainerDefinition[]): Promise<Map<string, PortMap>> {
  const maps = new Map<string, PortMap>();
  for (const definition of definitions) maps.set(definition.name!, await mapPortsOf(definition));
  return maps;
}

/** A port map as ECS reports it. */
export function bindingsOf(ports: PortMap): NetworkBinding[] {
  return Object.entries(ports).map(([containerPort, hostPort]) => ({
    bindIP: '127.0.0.1',
    containerPort: Number(containerPort),
    hostPort,
    protocol: 'tcp',
  }));
}

/** The host port of a mapped container port; throws when the port has no mapping. */
export function hostPortOf(ports: PortMap, containerPort: number): number {
  const hostPort = ports[containerPort];
  if (hostPort === undefined) throw new Error(`container port ${containerPort} has no host port`);
  return hostPort;
}

async function mapPortsOf(definition: ContainerDefinition): Promise<PortMap> {
  const containerPorts = containerPortsOf(definition);
  const hostPorts = await freePorts(containerPorts.length);
  const map = Object.fromEntries(containerPorts.map((port, i) => [port, hostPorts[i]!]));
  // A front door keeps its address when its task is replaced.
  const wished = environmentOf(definition)['SERIN_EGRESS_PORT'];
  return wished === undefined ? map : { ...map, [envoyPorts.egress]: await freePort(Number(wished)) };
}

function containerPortsOf(definition: ContainerDefinition): number[] {
  switch (kindOf(definition.image!)) {
    case 'envoy':
      return Object.values(envoyPorts);
    case 'application':
      return (definition.portMappings ?? []).map(({ containerPort }) => containerPort!);
    case 'collector':
      return [];
  }
}
