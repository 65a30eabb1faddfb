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
