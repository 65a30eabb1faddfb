import {
  type AppMeshClient,
  CreateVirtualRouterCommand,
  CreateVirtualServiceCommand,
  DescribeVirtualNodeCommand,
  type PortProtocol,
  UpdateVirtualNodeCommand,
} from '@aws-sdk/client-app-mesh';

/** Makes what has to exist before services of a mesh are rolled out, and lets the front door call them. */
export async function addToMesh(
  appMesh: AppMeshClient,
  { mesh, namespace }: { readonly mesh: string; readonly namespace: string },
  services: readonly string[],
  protocol: PortProtocol = 'http',
): Promise<void> {
  const names = services.map((service) => `${service}.${namespace}`);
  for (const [i, virtualServiceName] of names.entries()) {
    const virtualRouterName = `${services[i]}-vr`;
    await appMesh.send(
      new CreateVirtualRouterCommand({
        meshName: mesh,
        virtualRouterName,
        spec: { listeners: [{ portMapping: { port: 4567, protocol } }] },
      }),
    );
    await appMesh.send(
      new CreateVirtualServiceCommand({
        meshName: mesh,
        virtualServiceName,
        spec: { provider: { virtualRouter: { virtualRouterName } } },
      }),
    );
  }
  const frontDoor = { meshName: mesh, virtualNodeName: 'front-door' };
  const { virtualNode } = await appMesh.send(new DescribeVirtualNodeCommand(frontDoor));
  const spec = virtualNode?.spec ?? {};
  const backends = names.map((virtualServiceName) => ({ virtualService: { virtualServiceName } }));
  await appMesh.send(
    new UpdateVirtualNodeCommand({
      ...frontDoor,
      spec: { ...spec, backends: [...(spec.backends ?? []), ...backends] },
    }),
  );
}
