/** `mesh/<mesh>/virtualNode/<node>`, from the variable of today's Envoy images or that of the older ones. */
export function virtualNodeOf(environment: Readonly<Record<string, string>>): string {
  const name = environment['APPMESH_RESOURCE_ARN'] ?? environment['APPMESH_VIRTUAL_NODE_NAME'];
  const resource = name?.match(/mesh\/[^/]+\/virtualNode\/[^/]+$/)?.[0];
  if (resource === undefined)
    throw new Error('Envoy needs APPMESH_RESOURCE_ARN: mesh/<mesh>/virtualNode/<node>');
  return resource;
}
