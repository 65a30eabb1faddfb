import { join, type Resources } from '../../mesh/resources/resources.ts';
import type { HealthReport } from '../health/checker.ts';
import type { ListenerPorts } from '../listener-ports.ts';
import type { BalancerSnapshot } from '../snapshot.ts';
import { groupCluster, groupEndpoints } from './cluster.ts';
import { balancerListener } from './listener.ts';
import { networkListeners } from './network-listener.ts';
import { listenerRoutes } from './route.ts';
import { dimensionOf } from '../snapshot.ts';

/** All load balancers as their Envoy knows them: a cluster a target group, a listener and its routes a listener. */
export function resourcesOf(
  { loadBalancers, groups }: BalancerSnapshot,
  ports: ListenerPorts,
  health: HealthReport,
): Resources {
  const listeners = loadBalancers.flatMap((balancer) => balancer.listeners);
  const known = new Set(groups.map(({ arn }) => arn));
  return join(
    ...groups.map((group) => {
      const name = dimensionOf(group.arn);
      return {
        clusters: { [name]: groupCluster(name, group) },
        endpoints: { [name]: groupEndpoints(name, group, health[group.arn] ?? {}) },
      };
    }),
    ...listeners.flatMap((listener) => {
      const name = dimensionOf(listener.arn);
      const port = ports.get(listener.arn);
      return port === undefined
        ? []
        : [
            listener.passesBytes
              ? { listeners: networkListeners(name, port, listener, known) }
              : {
                  listeners: { [name]: balancerListener(name, port, listener.certificate) },
                  routes: { [name]: listenerRoutes(name, listener, known) },
                },
          ];
    }),
  );
}
