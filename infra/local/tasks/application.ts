import { execFile } from 'node:child_process';
import { delimiter, join } from 'node:path';
import { promisify } from 'node:util';
import type { ContainerDefinition } from '@aws-sdk/client-ecs';
import { baseOf } from '../bases/base.ts';
import { findImage } from '../images/registry.ts';
import { startProcess } from '../processes/host-process.ts';
import { collectorVariables } from './collector.ts';
import { environmentOf } from './environment.ts';
import type { Host } from './host.ts';
import { envoyPorts, type PortMap } from './ports.ts';
import type { Program, TaskScope } from './task-scope.ts';
import type { TcpBackend } from './tcp-backends.ts';

/** Starts an image's program with the container's environment and ports; the image must be there. */
export function startApplication(
  definition: ContainerDefinition,
  { taskId, ports: portsByContainer, secrets, tcpBackends }: TaskScope,
  { stateFolder, path, tracesUrl }: Host,
): Program {
  const image = findImage(definition.image!, stateFolder);
  if (image === undefined) throw new Error(`image ${definition.image} is gone`);

  const ports = portsByContainer.get(definition.name!) ?? {};
  const words = definition.command?.length ? definition.command : image.command;
  const [program = '', ...args] = words.map((word) => withPorts(word, ports));
  const base = baseOf(program);
  const env = {
    PATH: [...base.toolFolders, path].join(delimiter),
    HOSTNAME: taskId,
    ...proxyVariables([...portsByContainer.values()]),
    ...portVariables(ports),
    ...egressVariables(tcpBackends),
    ...image.environment,
    ...environmentOf(definition),
    ...secrets.get(definition.name!),
    ...collectorVariables(environmentOf(definition), tracesUrl),
  };
  const process = startProcess([...base.command, ...args], {
    cwd: image.folder,
    env,
    logFile: join(stateFolder, 'logs', `${taskId}-${definition.name}.log`),
  });
  const check = definition.healthCheck?.command;
  if (check === undefined || check[0] === 'NONE') return { process };
  const timeoutSeconds = definition.healthCheck?.timeout ?? 5;
  return { process, probe: () => runHealthCheck(check, ports, { cwd: image.folder, env, timeoutSeconds }) };
}

function withPorts(word: string, ports: PortMap): string {
  return word.replace(/\{port:(\d+)\}/g, (whole, port: string) => String(ports[Number(port)] ?? whole));
}

function portVariables(ports: PortMap): Record<string, string> {
  const variables = Object.entries(ports).map(
    ([port, hostPort]) => [`PORT_${port}`, String(hostPort)] as const,
  );
  return { ...Object.fromEntries(variables), PORT_MAPPINGS: JSON.stringify(ports) };
}

// There is no iptables to redirect a program's calls to its Envoy, so they go there as to a proxy.
function proxyVariables(portMaps: readonly PortMap[]): Record<string, string> {
  const egress = portMaps.map((ports) => ports[envoyPorts.egress]).find((port) => port !== undefined);
  if (egress === undefined) return {};
  return {
    http_proxy: `http://127.0.0.1:${egress}`,
    no_proxy: '127.0.0.1,localhost',
    NODE_USE_ENV_PROXY: '1',
  };
}

// The same for tcp, which has no proxies: a connection to such a name and port goes to the Envoy's listener for it.
function egressVariables(backends: readonly TcpBackend[]): Record<string, string> {
  const mappings = backends.flatMap(({ spellings, port, hostPort }) =>
    spellings.map((name) => [`${name}:${port}`, hostPort] as const),
  );
  return { EGRESS_MAPPINGS: JSON.stringify(Object.fromEntries(mappings)) };
}

/** Runs `["CMD-SHELL", script]` or `["CMD", program, …]` on the host, where `localhost:4567` is the mapped port. */
async function runHealthCheck(
  [kind, ...words]: readonly string[],
  ports: PortMap,
  options: { cwd: string; env: Record<string, string>; timeoutSeconds: number },
): Promise<boolean> {
  const mapped = words.map((word) =>
    word.replace(/\b(?:localhost|127\.0\.0\.1):(\d+)/g, (whole, port: string) => {
      const hostPort = ports[Number(port)];
      return hostPort === undefined ? whole : `127.0.0.1:${hostPort}`;
    }),
  );
  const [program = '', ...rest] = kind === 'CMD-SHELL' ? ['/bin/sh', '-c', ...mapped] : mapped;
  const { cwd, env, timeoutSeconds } = options;
  const run = promisify(execFile)(program, rest, { cwd, env, timeout: timeoutSeconds * 1000 });
  return run.then(
    () => true,
    () => false,
  );
}
