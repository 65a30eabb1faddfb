import type { HostProcess } from '../processes/host-process.ts';
import type { Probe } from './health.ts';
import type { PortMap } from './ports.ts';
import type { Secrets } from './secrets.ts';
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
  readonly secrets: Secrets;
  /** What its programs may call by tcp through its Envoy. */
  readonly tcpBackends: readonly TcpBackend[];
}
