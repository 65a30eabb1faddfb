import type { ServiceDiscovery } from '@aws-sdk/client-app-mesh';
import {
  DiscoverInstancesCommand,
  NamespaceNotFound,
  ServiceNotFound,
  type DiscoverInstancesRequest,
  type HttpInstanceSummary,
  type ServiceDiscoveryClient,
} from '@aws-sdk/client-servicediscovery';
import type { Endpoint } from '../snapshot.ts';

/** Where the tasks of a virtual node listen. */
export type Discover = (discovery: ServiceDiscovery | undefined) => Promise<readonly Endpoint[]>;

/** As many instances as Cloud Map returns at once. */
const maxResults = 1000;

/** Discovery by Cloud Map; a service that is not there has no endpoints. */
export function cloudMapDiscovery(client: ServiceDiscoveryClient): Discover {
  return async (discovery) => {
    const question = questionOf(discovery);
    if (question === undefined) return [];
    try {
      const { Instances } = await client.send(
        new DiscoverInstancesCommand({ ...question, MaxResults: maxResults }),
      );
      return (Instances ?? []).flatMap(endpointOf);
    } catch (error) {
      if (error instanceof ServiceNotFound || error instanceof NamespaceNotFound) return [];
      throw error;
    }
  };
}

function questionOf(discovery: ServiceDiscovery | undefined): DiscoverInstancesRequest | undefined {
  if (discovery?.awsCloudMap) {
    const { namespaceName, serviceName, attributes = [] } = discovery.awsCloudMap;
    const parameters = Object.fromEntries(attributes.map(({ key, value }) => [key!, value!]));
    return { NamespaceName: namespaceName, ServiceName: serviceName, QueryParameters: parameters };
  }
  // Names in a private DNS namespace are Cloud Map's: <service>.<namespace>.
  const [, service, namespace] = discovery?.dns?.hostname?.match(/^([^.]+)\.(.+)$/) ?? [];
  return service && namespace ? { NamespaceName: namespace, ServiceName: service } : undefined;
}

function endpointOf({ Attributes: attributes }: HttpInstanceSummary): Endpoint[] {
  const { AWS_INSTANCE_IPV4: address, AWS_INSTANCE_PORT: port } = attributes ?? {};
  return address && port ? [{ address, port: Number(port) }] : [];
}
