import type { ContainerDefinition } from '@aws-sdk/client-ecs';
import type { HostProcess } from '../processes/host-process.ts';
import { startApplication } from './application.ts';
import { kindOf } from './containers.ts';
import { startEnvoy } from './envoy.ts';
import type { Probe } from './health.ts';
import type { Host } from './host.ts';
import type { PortMap } from './ports.ts';
import type { TcpBackend } from './tcp-backends.ts';

/** What runs of a container here. */
export interface Program {
  readonly process: HostProcess;
  /** Answers the container's health check once; none where the container has no check. */
  readonly probe?: Probe;
}

/** What the containers of one task share. */
export interface TaskScope {
  readonly taskId: string;
  /** The ports of all its containers, by container name. */
  readonly ports: ReadonlyMap<string, PortMap>;
  /** What its programs may call by tcp through its Envoy. */
  readonly tcpBackends: readonly TcpBackend[];
}

/** Starts a container's program; a collector has none, since nothing here reads what it collects. */
export function startProgram(
  definition: ContainerDefinition,
  scope: TaskScope,
  host: Host,
): Program | undefined {
  switch (kindOf(definition.image!)) {
    case 'envoy':
      return startEnvoy(definition, scope, host);
    case 'application':
      return startApplication(definition, scope, host);
    case 'collector':
      return undefined;
  }
}
