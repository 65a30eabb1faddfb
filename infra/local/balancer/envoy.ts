import { createInterface } from 'node:readline';
import { managedBy } from '../mesh/resources/managed-by.ts';
import { envoyCommand } from '../processes/envoy.ts';
import { startProcess, type HostProcess } from '../processes/host-process.ts';

export interface BalancerEnvoyOptions {
  readonly adminPort: number;
  readonly xdsPort: number;
  readonly logFile: string;
  /** Called with each line of the access log. */
  readonly onAccess: (line: string) => void;
}

/** Starts the Envoy that serves all load balancers. */
export function startBalancerEnvoy({
  adminPort,
  xdsPort,
  logFile,
  onAccess,
}: BalancerEnvoyOptions): HostProcess {
  const config = {
    node: { id: 'balancer', cluster: 'balancer', metadata: { admin_port: adminPort } },
    admin: { address: { socket_address: { address: '127.0.0.1', port_value: adminPort } } },
    ...managedBy(xdsPort),
  };
  // What a request was must be known in the second in which it ended.
  const envoy = startProcess([...envoyCommand(config), '--file-flush-interval-msec', '100'], {
    env: {},
    logFile,
    stdio: 'piped',
  });
  createInterface(envoy.child.stdout!).on('line', onAccess);
  return envoy;
}
