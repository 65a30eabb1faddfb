import type { JsonObject } from '@bufbuild/protobuf';
import { socketAddress } from '../../mesh/resources/config-source.ts';
import type { Listener } from '../snapshot.ts';
import { clustersOf } from './route.ts';

/**
 * A listener that passes connections on, each to a target group by the weights of its one action: envoy.config.listener.v3.Listener. None
 * while no group has weight, when a Network Load Balancer refuses connections.
 */
export function networkListeners(
  name: string,
  port: number,
  { rules }: Listener,
  groups: ReadonlySet<string>,
): Record<string, JsonObject> {
  const actions = rules.flatMap((rule) => rule.actions);
  const clusters = actions.flatMap((action) => clustersOf(action, groups)).filter(({ weight }) => weight > 0);
  if (clusters.length === 0) return {};
  const proxy = {
    '@type': 'type.googleapis.com/envoy.extensions.filters.network.tcp_proxy.v3.TcpProxy',
    stat_prefix: 'listener',
    weighted_clusters: { clusters },
  };
  const listener = {
    '@type': 'type.googleapis.com/envoy.config.listener.v3.Listener',
    name,
    address: socketAddress({ address: '127.0.0.1', port }),
    filter_chains: [{ filters: [{ name: 'envoy.filters.network.tcp_proxy', typed_config: proxy }] }],
  };
  return { [name]: listener };
}
