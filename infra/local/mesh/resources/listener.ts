import type { JsonObject } from '@bufbuild/protobuf';
import { socketAddress } from './config-source.ts';

export interface ListenerOptions {
  readonly name: string;
  readonly port: number;
  readonly direction: 'INBOUND' | 'OUTBOUND';
  readonly chain: JsonObject;
}

/** envoy.config.listener.v3.Listener, on 127.0.0.1. */
export function listener({ name, port, direction, chain }: ListenerOptions): JsonObject {
  return {
    '@type': 'type.googleapis.com/envoy.config.listener.v3.Listener',
    name,
    address: socketAddress({ address: '127.0.0.1', port }),
    traffic_direction: direction,
    filter_chains: [chain],
  };
}
