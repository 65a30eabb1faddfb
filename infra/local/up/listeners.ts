import type { ListenerAddress } from '../balancer/balancer.ts';
import type { Endpoints } from './cloud.ts';

/** Where the listeners of load balancers are served now; none while the load balancer does not answer. */
export async function readListeners({ balancerAdmin }: Endpoints): Promise<ListenerAddress[]> {
  try {
    const response = await fetch(`${balancerAdmin}/listeners`, { signal: AbortSignal.timeout(2000) });
    return (await response.json()) as ListenerAddress[];
  } catch {
    return [];
  }
}

/** The listener that is meant: at the port, where one is named; else the only one, or the one that browsers would ask. */
export function listenerOf(
  listeners: readonly ListenerAddress[],
  name: string,
  port: number | undefined,
): ListenerAddress | undefined {
  const own = listeners.filter(({ loadBalancer }) => loadBalancer.startsWith(name));
  if (port !== undefined) return own.find((each) => each.port === port);
  return own.length === 1
    ? own[0]
    : (own.find((each) => each.port === 80) ?? own.find((each) => each.port === 443));
}
