import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import {
  createFileRegistry,
  fromBinary,
  fromJson,
  toBinary,
  toJson,
  type JsonObject,
  type Message,
} from '@bufbuild/protobuf';
import { FileDescriptorSetSchema } from '@bufbuild/protobuf/wkt';
import type { handleBidiStreamingCall, MethodDefinition, UntypedServiceImplementation } from '@grpc/grpc-js';
import { z } from 'zod';

const descriptors = readFileSync(join(import.meta.dirname, '../envoy.binpb'));
const registry = createFileRegistry(fromBinary(FileDescriptorSetSchema, descriptors));

const discoveryRequest = z.object({
  typeUrl: z.string(),
  node: z.object({ id: z.string(), metadata: z.unknown() }).optional(),
  resourceNames: z.array(z.string()).default([]),
  responseNonce: z.string().default(''),
  errorDetail: z.object({ message: z.string() }).optional(),
});

/** What an Envoy asks, acknowledges or rejects: envoy.service.discovery.v3.DiscoveryRequest. */
export type DiscoveryRequest = z.output<typeof discoveryRequest>;

/** A response that is ready to be sent: envoy.service.discovery.v3.DiscoveryResponse. */
export type DiscoveryResponse = Message;

export interface ResponseContent {
  readonly typeUrl: string;
  readonly nonce: string;
  readonly resources: readonly JsonObject[];
}

/** Makes the message; throws where a resource has a field or a value that Envoy's API does not know. */
export function discoveryResponse({ typeUrl, nonce, resources }: ResponseContent): DiscoveryResponse {
  const content = { type_url: typeUrl, nonce, version_info: nonce, resources: [...resources] };
  return fromJson(schema('DiscoveryResponse'), content, { registry });
}

/** The one method of envoy.service.discovery.v3.AggregatedDiscoveryService that the mesh serves. */
export const aggregatedDiscovery: {
  readonly StreamAggregatedResources: MethodDefinition<DiscoveryRequest, DiscoveryResponse>;
} = {
  StreamAggregatedResources: {
    path: '/envoy.service.discovery.v3.AggregatedDiscoveryService/StreamAggregatedResources',
    requestStream: true,
    responseStream: true,
    requestDeserialize: (bytes) =>
      discoveryRequest.parse(
        toJson(schema('DiscoveryRequest'), fromBinary(schema('DiscoveryRequest'), bytes), { registry }),
      ),
    responseSerialize: (response) => Buffer.from(toBinary(schema('DiscoveryResponse'), response)),
    requestSerialize: () => {
      throw new Error('the mesh only answers');
    },
    responseDeserialize: () => {
      throw new Error('the mesh only answers');
    },
  },
};

export type AggregatedDiscovery = UntypedServiceImplementation & {
  readonly StreamAggregatedResources: handleBidiStreamingCall<DiscoveryRequest, DiscoveryResponse>;
};

function schema(name: 'DiscoveryRequest' | 'DiscoveryResponse') {
  return registry.getMessage(`envoy.service.discovery.v3.${name}`)!;
}
