import { join } from 'node:path';
import type { ContainerDefinition } from '@aws-sdk/client-ecs';
import { bootstrap } from '../mesh/bootstrap.ts';
import { envoyCommand } from '../processes/envoy.ts';
import { startProcess } from '../processes/host-process.ts';
import { isLive } from './envoy-admin.ts';
import { environmentOf } from './environment.ts';
import type { Host } from './host.ts';
import { envoyPorts, hostPortOf } from './ports.ts';
import type { Program, TaskScope } from './task-scope.ts';
import { virtualNodeOf } from './virtual-node.ts';

/** Starts the task's Envoy as the virtual node that its environment names. */
export function startEnvoy(
  definition: ContainerDefinition,
  { taskId, ports: portsByContainer, tcpBackends }: TaskScope,
  { stateFolder, xdsPort, path }: Host,
): Program {
  const ports = portsByContainer.get(definition.name!) ?? {};
  const applications = [...portsByContainer].filter(([name]) => name !== definition.name);
  const adminPort = hostPortOf(ports, envoyPorts.admin);
  const environment = environmentOf(definition);
  const defaultBackend = environment['SERIN_DEFAULT_BACKEND'];
  const config = bootstrap({
    nodeId: `${virtualNodeOf(environment)}/${taskId}`,
    metadata: {
      ingress_port: hostPortOf(ports, envoyPorts.ingress),
      egress_port: hostPortOf(ports, envoyPorts.egress),
      app_ports: Object.assign({}, ...applications.map(([, map]) => map)) as Record<string, number>,
      backend_ports: Object.fromEntries(tcpBackends.map(({ name, hostPort }) => [name, hostPort])),
      ...(defaultBackend !== undefined && { default_backend: defaultBackend }),
      mark_upstream: environment['SERIN_MARK_UPSTREAM'] === '1',
    },
    adminPort,
    xdsPort,
  });
  const process = startProcess(envoyCommand(config), {
    env: { PATH: path },
    logFile: join(stateFolder, 'logs', `${taskId}-${definition.name}.log`),
  });
  return { process, probe: () => isLive(adminPort) };
}
